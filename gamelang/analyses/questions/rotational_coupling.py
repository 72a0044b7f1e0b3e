"""rotational_coupling: is S block-diagonal: do the couplings between players cancel in S?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the couplings between players cancel in S"
NO = "S has an entry outside the players' blocks"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "rotational_coupling", NO, YES)


QUESTION = Question(
    "rotational_coupling", "Is S block-diagonal: do the couplings between players cancel in S?", run
)
