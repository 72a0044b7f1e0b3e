"""A player's loss as a function of her own parameters, the others standing at a point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gamelang.analyses.point import Place
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.kinks import find_kinks
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.nodes import Apply, Multiply, Node, Scalar, postorder
from gamelang.symbolic.substitution import Leaf, Substitution

HELD = "with `stop` around {name}'s own parameters it is not settled what {name} would gain"


@dataclass(frozen=True)
class OwnLoss:
    """`node` is an expression in the coordinates `own`, constants and enclosed numbers.

    Made by `own_loss`; raises UndefinedError where the others' values leave no loss.
    """

    place: Place
    own: tuple[int, ...]
    node: Scalar

    @cached_property
    def slopes(self) -> tuple[Scalar, ...]:
        found = gradient(self.place.game.graph, self.node, self.place.exact.budget.check)
        return tuple(found.get(k, self.place.game.graph.number(0)) for k in self.own)

    @cached_property
    def bends(self) -> list[list[Scalar]]:
        """The Hessian, rows of columns."""
        graph, check = self.place.game.graph, self.place.exact.budget.check
        rows = [gradient(graph, slope, check) for slope in self.slopes]
        return [[row.get(k, graph.number(0)) for k in self.own] for row in rows]

    @cached_property
    def whole(self) -> bool:
        """Whether it is proved to be smooth, without a gap, on her whole domain: then what holds of
        its derivatives holds of it. What is divided by is looked at as it stands: a normal form
        has cancelled what a numerator shares with it, and with that a gap."""
        if find_kinks((self.node,)):
            return False
        return all(self._has_value(node) for node in postorder(self.node))

    def _has_value(self, node: Node) -> bool:
        """Whether an operation is proved to be defined on her whole domain."""
        definite = self.place.exact.definite
        match node:
            case Multiply(factors):
                return all(
                    definite(base) == 1 or (e.denominator == 1 and definite(base) is not None)
                    for base, e in factors
                    if e < 0 or e.denominator > 1
                )
            case Apply("log", (inside,)):
                return definite(inside) == 1
            case Apply("tan"):
                return False
        return True

    @cached_property
    def flat(self) -> bool:
        """Whether it is proved not to depend on her own parameters."""
        if not self.whole:
            return False
        return all(self.place.exact.zero(slope) == "yes" for slope in self.slopes)

    @cached_property
    def convex(self) -> bool:
        """Whether it is proved to be convex on her whole domain."""
        graph, exact = self.place.game.graph, self.place.exact
        if not self.whole:
            return False
        if not any(graph.coordinates(node) for row in self.bends for node in row):
            return self.place.definiteness(self.bends).nonnegative is True
        return len(self.own) == 1 and exact.one_sided(self.bends[0][0]) == 1


def own_loss(place: Place, player: int) -> OwnLoss:
    """Raises UndefinedError, NotExpandableError."""
    if place.game.holds_own(player):
        raise NotExpandableError(HELD.format(name=place.game.players[player].name))
    graph = place.game.graph
    own = place.game.players[player].coordinates
    leaves: dict[Leaf, Scalar] = {
        graph.coordinate(k): v for k, v in place.place.items() if k not in own
    }
    return OwnLoss(place, own, Substitution(graph, leaves).of(place.game.losses[player]))
