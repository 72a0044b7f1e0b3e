"""polymatrix: is every loss a sum of terms that couple its player with one other at a time?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "every loss couples its player with the others one at a time"
NO = "a loss couples three players in one term"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "polymatrix", NO, YES)


QUESTION = Question(
    "polymatrix",
    "Is every loss a sum of terms that couple its player with one other at a time?",
    run,
)
