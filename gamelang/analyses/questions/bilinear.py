"""bilinear: is the gradient affine and every player's own Hessian block 0?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the gradient is affine and every loss affine in its own player's parameters"
NO = "the gradient is not affine, or a loss is not affine in its own player's parameters"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "bilinear", NO, YES)


QUESTION = Question(
    "bilinear", "Is the gradient affine and every player's own Hessian block 0?", run
)
