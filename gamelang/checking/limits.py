"""Refusing games that are too large to handle, with what is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking.problems import Problems
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
            problems.add(
                "G321",
                f"an expression in `{name}` has {most:,} entries or repetitions; "
                f"at most {ELEMENTS:,} are possible",
                span,
                "too large",
            )


def _entries(e: Elaborator, node: Node) -> int:
    total = 1
    for dim in node.shape:
        total *= dim.value(e.maker.sizes) or 1
    return total


def _repetitions(e: Elaborator, root: Node, done: dict[Node, int]) -> int:
    """How often the innermost body below the root is evaluated, unknown sizes counted as 1."""
    for node in typed.postorder(root):
        if node not in done:
            most = max((done[c] for c in typed.children(node)), default=1)
            if isinstance(node, typed.Comprehension | typed.Reduction):
                most *= max(node.variable.count.value(e.maker.sizes) or 1, 1)
            done[node] = max(most, _entries(e, node))
    return done[root]
