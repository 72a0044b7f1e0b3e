"""pairwise_zero_sum: is the game polymatrix with couplings that cancel in every pair of players?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the couplings of every two players cancel"
NO = "the couplings of two players do not cancel, or three players are coupled at once"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "pairwise_zero_sum", NO, YES)


QUESTION = Question(
    "pairwise_zero_sum",
    "Is the game polymatrix with couplings that cancel in every pair of players?",
    run,
)
