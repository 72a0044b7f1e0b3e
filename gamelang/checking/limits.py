"""Refusing games that are too large to handle, with what is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking.problems import FaultError, Problems, fault
from gamelang.core import typed
from gamelang.core.game import Named, Player
from gamelang.core.typed import Node
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

PARAMETERS = 10_000_000
NODES = 200_000
ELEMENTS = 10_000_000


def check(problems: Problems, players: list[Player], metrics: list[Named], e: Elaborator) -> None:
    """At most 10⁷ scalar parameters, 10⁷ repetitions of one expression."""
    total = 0
    for player in players:
        for parameter in player.parameters:
            total += _entries(e, parameter.node)
    if total > PARAMETERS:
        problems.add(
            "G420",
            f"the game has {total:,} scalar parameters; at most {PARAMETERS:,} are possible",
            players[0].span,
        )
        return
    places: list[tuple[Node, str, Span]] = [(p.loss, p.name, p.span) for p in players]
    places += [(m.value, m.name, m.span) for m in metrics]
    repeated: dict[Node, int] = {}
    for root, name, span in places:
        most = _repetitions(e, root, repeated)
        if most > ELEMENTS:
            problems.take(_too_large(f"an expression in `{name}`", most, span))


def refuse_repetitions(e: Elaborator, node: Node, span: Span) -> None:
    """A fault for a constant with more entries than can be."""
    most = repetitions(e, node)
    if most > ELEMENTS:
        raise _too_large("this constant", most, span)


def _too_large(what: str, most: int, span: Span) -> FaultError:
    message = f"{what} has {most:,} entries or repetitions; at most {ELEMENTS:,} are possible"
    return fault("G321", message, span, "too large")


def repetitions(e: Elaborator, node: Node) -> int:
    """How often the innermost part of an expression is evaluated."""
    return _repetitions(e, node, {})


def _entries(e: Elaborator, node: Node) -> int:
    total = 1
    for dim in node.shape:
        total *= dim.value(e.maker.sizes) or 1
    return total


def _repetitions(e: Elaborator, root: Node, done: dict[Node, int]) -> int:
    """How often the innermost body below the root is evaluated, unknown sizes counted as 1: once
    for all values of the indices that are free in it, wherever it stands."""
    for node in typed.postorder(root):
        if node not in done:
            own = _entries(e, node)
            for variable in e.builder.variables(node):
                own *= max(variable.count.value(e.maker.sizes) or 1, 1)
            done[node] = max(own, *(done[c] for c in typed.children(node)), 1)
    return done[root]
