"""common_payoff: do all players have the same loss?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "all losses are equal"
NO = "two losses differ"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "common_payoff", NO, YES)


QUESTION = Question("common_payoff", "Do all players have the same loss?", run)
