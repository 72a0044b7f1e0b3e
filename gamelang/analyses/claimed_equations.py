"""Equations that claims state: does the difference of the two sides vanish, for which constants?"""

from __future__ import annotations

from dataclasses import replace

from gamelang.analyses import conditions, realising
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.translation import constant_polynomials
from gamelang.certify.constants import Assumptions
from gamelang.certify.undecided import UndecidedError
from gamelang.core import typed
from gamelang.core.verdicts import Status
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import Budget, NotExpandableError
from gamelang.symbolic.limits import UndecidedError as SymbolicUndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.probe import differs_from_zero
from gamelang.symbolic.scalars import expand

Answer = tuple[Status, str | None, str | None]
JUMPS = frozenset(("sign", "less", "lesseq", "equal", "unequal", "argmax"))


def decide_equation(inquiry: Inquiry, difference: typed.Node) -> Answer:
    """Whether an expression vanishes identically."""
    answer = _by_normal_forms(inquiry, difference)
    if answer[0] == "unknown" and _cancels(inquiry, difference):
        return "yes", None, "the two sides are equal term by term"
    return answer


def _by_normal_forms(inquiry: Inquiry, difference: typed.Node) -> Answer:
    exact = inquiry.exact or _without_losses(inquiry)
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
    if inquiry.symbols and inquiry.exact is None:
        return "unknown", None, inquiry.reason
    if inquiry.symbols:
        return vanishing(
            inquiry, [n for n, (a, _) in zip(nodes, answers, strict=True) if a != "yes"]
        )
    if differs_from_zero(exact.game, nodes) or any(a == "no" for a, _ in answers):
        return "no", None, "the two sides differ at some point"
    return "unknown", None, next((r for a, r in answers if a == "unknown"), None)


def _cancels(inquiry: Inquiry, difference: typed.Node) -> bool:
    """Whether the terms of the two sides cancel in index notation: for every size and point."""
    try:
        return not inquiry.checker.indexed.reader.terms(inquiry.game.valued(difference))
    except UndecidedError:
        return False


def _without_losses(inquiry: Inquiry) -> Exact | None:
    """The game with losses 0: an equation may have a form where the losses have none."""
    zero = inquiry.game.builder.number(0, "real")
    players = tuple(replace(player, loss=zero) for player in inquiry.game.players)
    if not inquiry.written_out:
        return None
    try:
        return Exact(expand(replace(inquiry.game, players=players)), Budget(inquiry.deadline))
    except NotExpandableError:
        return None


def _jumps(node: typed.Node) -> bool:
    """Whether an identity may fail on an edge: a choice or a jump stands in the expression."""
    return any(
        isinstance(below, typed.Choice)
        or (isinstance(below, typed.Apply) and below.function in JUMPS)
        for below in typed.postorder(node)
    )


def vanishing(inquiry: Inquiry, nodes: list[Scalar]) -> Answer:
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
