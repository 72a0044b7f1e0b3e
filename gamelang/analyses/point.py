"""A game at one point: ξ, H, their signs, and where on its domain the point lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from gamelang.analyses.definite import Definiteness, of_balls, of_expressions, of_rationals
from gamelang.analyses.equilibria.enclosed_numbers import NOTHING_ENCLOSED, EnclosedNumbers
from gamelang.analyses.tangent import inverse_gram
from gamelang.symbolic.at_point import PointValues, at_point, sign
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.substitution import Leaf, Substitution

Side = int  # -1 at the lower limit, 1 at the upper one, 0 inside


@dataclass(frozen=True)
class Place:
    """`place[k]` is the value of coordinate k, an expression in the constants and enclosed numbers.

    `enclosed`: the numbers known by enclosures only. `balanced`: coordinates k of which it was
    proved that ξ_k is 0 (None) or equal to another ξ_j.
    """

    exact: Exact
    place: Mapping[int, Scalar]
    enclosed: EnclosedNumbers | None = None
    balanced: Mapping[int, int | None] = field(default_factory=dict)

    @property
    def game(self) -> ScalarGame:
        return self.exact.game

    @cached_property
    def derived(self) -> PointValues:
        """ξ and H as differentiation gives them."""
        return at_point(self.game, self.place, self.exact.budget, self.sign)

    @cached_property
    def values(self) -> PointValues:
        """The same, with what was proved of ξ."""
        xi = self.derived.xi
        return replace(self.derived, xi=tuple(self._rate(xi, k) for k in range(len(xi))))

    @cached_property
    def jacobian(self) -> Sequence[Sequence[Scalar]]:
        """H as an operator on directions, whose eigenvalues say where the flow goes: on simplexes
        not the table of second derivatives, whose eigenvalues depend on the coordinates."""
        rows = self.values.hessian
        if not self.game.rows:
            return rows
        linear = self.game.graph.linear
        columns = range(len(rows))
        return [
            [linear(0, [(rows[k][j], c) for k, c in enumerate(line) if c]) for j in columns]
            for line in inverse_gram(self.game)
        ]

    def _rate(self, xi: Sequence[Scalar], k: int) -> Scalar:
        """ξ_k, by what was proved of it."""
        if k not in self.balanced:
            return xi[k]
        other = self.balanced[k]
        return self.game.graph.number(0) if other is None else xi[other]

    def sign(self, node: Scalar) -> int | None:
        if self.enclosed is not None:
            return self.enclosed.sign(node)
        return sign(self.exact, node)

    @cached_property
    def inside(self) -> bool | None:
        """Whether the point lies in the domain; None if that is not known."""
        graph = self.game.graph
        leaves: dict[Leaf, Scalar] = {graph.coordinate(k): v for k, v in self.place.items()}
        here = Substitution(graph, leaves)
        known = True
        for fact, strict in self.game.facts:
            if not graph.coordinates(fact):
                continue
            found = self.sign(here.of(fact))
            if found is None:
                known = False
            elif found < 0 or (strict and found == 0):
                return False
        return True if known else None

    @cached_property
    def boundary(self) -> dict[int, Side] | None:
        """The coordinates at a limit of their interval; None if that is not known. Rows of a
        simplex are looked at as a whole."""
        rows = {k for row in self.game.rows for k in row.coordinates}
        out: dict[int, Side] = {}
        for parameter in self.game.parameters:
            limits = parameter.range
            if limits is None or parameter.number in rows:
                continue
            for limit, side in ((limits.low, -1), (limits.high, 1)):
                if limit is None:
                    continue
                gap = self.sign(self.game.graph.subtract(self.place[parameter.number], limit))
                if gap is None:
                    return None
                if gap == 0:
                    out[parameter.number] = side
        return out

    @cached_property
    def empty_entries(self) -> list[tuple[tuple[int, ...], list[bool]]] | None:
        """For each simplex row with a zero entry: its coordinates, and which entries (the last
        one included) are 0."""
        out = []
        graph = self.game.graph
        for row in self.game.rows:
            entries = [self.place[k] for k in row.coordinates]
            last = graph.linear(1, [(e, -1) for e in entries])
            signs = [self.sign(e) for e in (*entries, last)]
            if None in signs:
                return None
            if 0 in signs:
                out.append((row.coordinates, [s == 0 for s in signs]))
        return out

    @property
    def interior(self) -> bool | None:
        if self.boundary is None or self.empty_entries is None:
            return None
        return not self.boundary and not self.empty_entries

    def block(self, coordinates: Sequence[int]) -> list[list[Scalar]]:
        return [[self.values.hessian[i][j] for j in coordinates] for i in coordinates]

    def symmetric(self, rows: Sequence[Sequence[Scalar]]) -> list[list[Scalar]]:
        graph = self.game.graph
        half = Fraction(1, 2)
        return [
            [graph.linear(0, [(rows[i][j], half), (rows[j][i], half)]) for j in range(len(rows))]
            for i in range(len(rows))
        ]

    def definiteness(self, rows: Sequence[Sequence[Scalar]]) -> Definiteness:
        """Of a symmetric matrix of expressions in the constants."""
        numbers = rationals(rows)
        if numbers is not None:
            return of_rationals(numbers)
        balls = self.balls(rows)
        found = None if balls is None else of_balls(balls)
        if found is not None and (found.positive or found.nonnegative is False):
            return found
        return of_expressions(self.game.graph, rows, self.sign)

    def balls(self, rows: Sequence[Sequence[Scalar]], bits: int = 128) -> list[list[Any]] | None:
        """Enclosures of the entries; None where a constant has no value."""
        enclosed = self.enclosed or NOTHING_ENCLOSED
        found = enclosed.balls([node for row in rows for node in row], bits)
        if found is None:
            return None
        width = len(rows[0]) if rows else 0
        return [found[k * width : (k + 1) * width] for k in range(len(rows))]

    def own_constant(self, player: int) -> bool:
        """Whether the player's own block of H does not change with her own parameters."""
        graph = self.game.graph
        own = self.game.players[player].coordinates
        slopes = gradient(graph, self.game.losses[player])
        for i in own:
            bends = gradient(graph, slopes.get(i, graph.number(0)))
            for j in own:
                node = bends.get(j)
                if node is not None and not self.exact.free_of(node, own):
                    return False
        return True


def rationals(rows: Sequence[Sequence[Scalar]]) -> list[list[Fraction]] | None:
    """The entries as numbers, if all are."""
    out = []
    for row in rows:
        numbers = [Fraction(n.value) for n in row if isinstance(n, Rational)]
        if len(numbers) != len(row):
            return None
        out.append(numbers)
    return out
