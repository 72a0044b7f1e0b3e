"""constant_sum: is the sum of the losses free of all parameters?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the sum of the losses holds no parameter"
NO = "the sum of the losses changes with the parameters"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "constant_sum", NO, YES)


QUESTION = Question("constant_sum", "Is the sum of the losses free of all parameters?", run)
