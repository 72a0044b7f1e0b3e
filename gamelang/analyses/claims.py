"""The claims of a game file: is each one true for all allowed constants?

A claim that holds only on a condition is `conditional`, with the condition; `not` turns an answer
around. Points that claims name are reported with everything decided there.
"""

from __future__ import annotations

from collections.abc import Callable

from gamelang.analyses import conditions, realising
from gamelang.analyses.described import described
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.point import Place
from gamelang.analyses.stability import find
from gamelang.analyses.translation import constant_polynomials
from gamelang.certify.constants import Assumptions
from gamelang.certify.polynomials import UndecidedError
from gamelang.core import typed
from gamelang.core.game import Claim, EquationClaim, PointClaim, VerdictClaim
from gamelang.core.verdicts import ClaimResult, FixedPoint, Status, Verdict
from gamelang.symbolic.at_point import claimed_point
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.limits import UndecidedError as SymbolicUndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.probe import differs_from_zero

Answers = Callable[[str], Verdict]
OPPOSITE: dict[Status, Status] = {"yes": "no", "no": "yes"}


def decide_claim(inquiry: Inquiry, claim: Claim, answers: Answers) -> ClaimResult:
    """The status of the claim's own text."""
    line, _ = inquiry.game.source.position(claim.span.start)
    match claim.statement:
        case VerdictClaim(name):
            status, condition, reason = _verdict(name, answers)
        case EquationClaim(difference):
            status, condition, reason = _equation(inquiry, difference)
        case PointClaim():
            status, condition, reason = _point(inquiry, claim.statement)
    if claim.negated:
        status = OPPOSITE.get(status, status)
        condition = _negated(condition) if condition else None
    return ClaimResult(claim.text, status, line, condition, reason)


Answer = tuple[Status, str | None, str | None]


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


JUMPS = frozenset(("sign", "less", "lesseq", "equal", "unequal", "argmax"))


def _jumps(node: typed.Node) -> bool:
    """Whether an identity may fail on an edge: a choice or a jump stands in the expression."""
    return any(
        isinstance(below, typed.Choice)
        or (isinstance(below, typed.Apply) and below.function in JUMPS)
        for below in typed.postorder(node)
    )


def _equation(inquiry: Inquiry, difference: typed.Node) -> Answer:
    """Whether an expression vanishes identically."""
    exact = inquiry.exact
    if exact is None:
        return "unknown", None, inquiry.reason
    try:
        nodes = list(exact.game.array(difference).entries)
        answers = [exact.decide(node) for node in nodes]
    except (NotExpandableError, SymbolicUndecidedError) as problem:
        return "unknown", None, str(problem)
    if all(a == "yes" for a, _ in answers):
        if _jumps(difference) and not all(n is exact.game.graph.number(0) for n in nodes):
            return "unknown", None, "it holds away from the edges of choices and jumps"
        return "yes", None, "the difference of the two sides vanishes identically"
    if inquiry.symbols:
        return _vanishing(
            inquiry, [n for n, (a, _) in zip(nodes, answers, strict=True) if a != "yes"]
        )
    if differs_from_zero(exact.game, nodes) or any(a == "no" for a, _ in answers):
        return "no", None, "the two sides differ at some point"
    return "unknown", None, next((r for a, r in answers if a == "unknown"), None)


def _vanishing(inquiry: Inquiry, nodes: list[Scalar]) -> Answer:
    """For which constants all nodes vanish identically."""
    assert inquiry.exact is not None
    assert inquiry.setting is not None
    forms = inquiry.evidence.forms
    assumptions = Assumptions(inquiry.setting, forms)
    try:
        wanted = [p for node in nodes for p in constant_polynomials(inquiry.exact, node, forms)]
        cases = conditions.solve(assumptions, wanted)
    except (UndecidedError, SymbolicUndecidedError) as problem:
        return "unknown", None, str(problem)
    if not cases:
        return "no", None, "it fails for all allowed constants"
    doubt = realising.open_reason(inquiry.setting, assumptions, cases)
    if doubt is not None:
        return "unknown", None, doubt
    texts = conditions.case_texts(forms, cases)
    condition = " or ".join(" and ".join(case) for case in texts)
    return "conditional", condition, f"it holds exactly where {condition}"


def _place(inquiry: Inquiry, claim: PointClaim) -> Place | None:
    if inquiry.exact is None:
        return None
    try:
        return Place(inquiry.exact, claimed_point(inquiry.exact.game, claim))
    except NotExpandableError as problem:
        inquiry.note(str(problem))
        return None


def _point(inquiry: Inquiry, claim: PointClaim) -> Answer:
    place = _place(inquiry, claim)
    if place is None:
        return "unknown", None, inquiry.reason
    found = find(place, claim.property)
    if found.holds is None:
        if claim.property == "fixed_point" and found.open_nodes:
            return _vanishing(inquiry, list(found.open_nodes))
        return "unknown", None, found.reason
    return "yes" if found.holds else "no", None, found.reason


# ---- the points, reported


def points_of(inquiry: Inquiry) -> tuple[FixedPoint, ...]:
    """Every point that a claim names, once, with all that is decided there."""
    out: dict[str, FixedPoint] = {}
    for claim in inquiry.game.claims:
        if isinstance(claim.statement, PointClaim):
            place = _place(inquiry, claim.statement)
            if place is not None:
                point = described(inquiry, place)
                out.setdefault(repr(sorted(point.at.items())), point)
    return tuple(out.values())
