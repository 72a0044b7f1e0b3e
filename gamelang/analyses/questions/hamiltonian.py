"""hamiltonian: is S = 0: does the simultaneous gradient only rotate?"""

from __future__ import annotations

from gamelang.analyses.deciding import decide
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.core.verdicts import Verdict

YES = "S is 0"
NO = "S is not 0"


def run(inquiry: Inquiry) -> Verdict:
    return decide(inquiry, "hamiltonian", NO, YES)


QUESTION = Question("hamiltonian", "Is S = 0: does the simultaneous gradient only rotate?", run)
