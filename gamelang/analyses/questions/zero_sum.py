"""zero_sum: do the losses add up to 0?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the losses add up to 0"
NO = "the losses do not add up to 0"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "zero_sum", NO, YES)


QUESTION = Question("zero_sum", "Do the losses add up to 0?", run)
