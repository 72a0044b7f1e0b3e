"""separable: does no player's gradient depend on the others' parameters?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "no player's gradient depends on the others' parameters"
NO = "a player's gradient depends on another's parameters"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "separable", NO, YES)


QUESTION = Question("separable", "Does no player's gradient depend on the others' parameters?", run)
