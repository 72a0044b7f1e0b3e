"""quadratic: is the simultaneous gradient affine?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the simultaneous gradient is affine"
NO = "the simultaneous gradient is not affine"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "quadratic", NO, YES)


QUESTION = Question("quadratic", "Is the simultaneous gradient affine?", run)
