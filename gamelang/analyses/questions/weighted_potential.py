"""weighted_potential: are there positive weights for the losses that make the game potential?"""

from __future__ import annotations

from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.analyses.questions import potential
from gamelang.analyses.weights import weigh
from gamelang.core.verdicts import Verdict

YES = "with these positive weights the losses make a potential game"
NO = "no positive weights make the couplings of the players symmetric"


def run(inquiry: Inquiry) -> Verdict:
    plain = inquiry.answer("potential", potential.run)
    return weigh(inquiry, "weighted_potential", plain, 1, YES, NO)


QUESTION = Question(
    "weighted_potential", "Do positive weights for the losses make the game potential?", run
)
