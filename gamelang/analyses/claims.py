"""The claims of a game file: is each one true for all allowed constants?

A claim that holds only on a condition is `conditional`, with the condition; `not` turns an answer
around. Equations and points are decided in files of their own, loaded where a claim needs them.
"""

from __future__ import annotations

from collections.abc import Callable

from gamelang.analyses.inquiry import Inquiry
from gamelang.core.game import Claim, EquationClaim, PointClaim, VerdictClaim
from gamelang.core.verdicts import ClaimResult, Status, Verdict

Answers = Callable[[str], Verdict]
Answer = tuple[Status, str | None, str | None]
OPPOSITE: dict[Status, Status] = {"yes": "no", "no": "yes"}


def decide_claim(inquiry: Inquiry, claim: Claim, answers: Answers) -> ClaimResult:
    """The status of the claim's own text."""
    line, _ = inquiry.game.source.position(claim.span.start)
    match claim.statement:
        case VerdictClaim(name):
            status, condition, reason = _verdict(name, answers)
        case EquationClaim(difference):
            from gamelang.analyses.claimed_equations import decide_equation

            status, condition, reason = decide_equation(inquiry, difference)
        case PointClaim():
            from gamelang.analyses.claimed_points import decide_point

            status, condition, reason = decide_point(inquiry, claim.statement)
    if claim.negated:
        status = OPPOSITE.get(status, status)
        condition = _negated(condition) if condition else None
    return ClaimResult(claim.text, status, line, condition, reason)


def _negated(condition: str) -> str:
    simple = not any(word in condition for word in (" and ", " or ", " for all "))
    return condition.replace("==", "!=") if simple else f"not ({condition})"


def _verdict(name: str, answers: Answers) -> Answer:
    if name != "general":
        verdict = answers(name)
        return verdict.status, verdict.condition, verdict.reason
    both = [answers("potential"), answers("hamiltonian")]
    for verdict, word in zip(both, ("potential", "Hamiltonian"), strict=True):
        if verdict.status == "yes":
            return "no", None, f"the game is {word}"
    if all(v.status == "no" for v in both):
        return "yes", None, "the game is neither potential nor Hamiltonian"
    if any(v.status == "unknown" for v in both):
        return "unknown", None, next(v.reason for v in both if v.status == "unknown")
    parts = [_negated(v.condition) for v in both if v.condition]
    return "conditional", " and ".join(parts), "the class depends on the constants"
