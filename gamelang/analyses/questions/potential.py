"""potential: is the simultaneous gradient that of one function, so that A is 0?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "the simultaneous gradient is that of one function"
NO = "A is not 0"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "potential", NO, YES)


QUESTION = Question(
    "potential", "Is the simultaneous gradient that of one function, so that A is 0?", run
)
