"""SymbolicGame: losses, ξ, H, S and A of a typed game, made when they are asked for.

All sizes are known: for other games there is index notation (`tensor/`). H is a dictionary of
rows: an entry that is not there is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from gamelang.core.game import TypedGame
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import LIMIT, Graph
from gamelang.symbolic.limits import UNLIMITED, Budget
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.scalars import ScalarGame, expand, expand_ambient

if TYPE_CHECKING:
    from gamelang.symbolic.sympy_view import SympyView

HALF = Fraction(1, 2)
Matrix = Mapping[tuple[int, int], Scalar]


@dataclass(frozen=True)
class SymbolicGame:
    """A typed game with everything symbolic about it, each part made once.

    `scalars` and what rests on it raise NotExpandableError where the game has no scalar form.
    """

    typed: TypedGame
    budget: Budget = UNLIMITED
    limit: int = LIMIT
    _rows: dict[int, Mapping[int, Scalar]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def scalars(self) -> ScalarGame:
        """The scalar form, simplex rows without their last entry."""
        return expand(self.typed, self.limit)

    @cached_property
    def ambient(self) -> ScalarGame:
        """The scalar form as users wrote it, with all entries of a simplex."""
        return expand_ambient(self.typed, self.limit)

    @cached_property
    def exact(self) -> Exact:
        """The exact zero test of `scalars`."""
        return Exact(self.scalars, self.budget)

    @property
    def graph(self) -> Graph:
        return self.scalars.graph

    @cached_property
    def gradients(self) -> tuple[Mapping[int, Scalar], ...]:
        """∂ℓ_p over all coordinates, what is held fixed, for each atomic player; entries that are
        zero left out."""
        check, game = self.budget.check, self.scalars
        return tuple(game.slopes(player.number, check) for player in game.players)

    @cached_property
    def xi(self) -> tuple[Scalar, ...]:
        """The simultaneous gradient, by coordinate."""
        zero = self.graph.number(0)
        return tuple(self.gradients[p.player].get(p.number, zero) for p in self.scalars.parameters)

    def row(self, i: int) -> Mapping[int, Scalar]:
        """Row i of H = ∂ξ_i/∂θ, entries that are zero left out."""
        if i not in self._rows:
            self._rows[i] = gradient(self.graph, self.xi[i], self.budget.check)
        return self._rows[i]

    def entry(self, i: int, j: int) -> Scalar:
        """H_ij."""
        return self.row(i).get(j, self.graph.number(0))

    @cached_property
    def H(self) -> Matrix:
        """The game Hessian."""
        count = len(self.scalars.parameters)
        return {(i, j): node for i in range(count) for j, node in self.row(i).items()}

    @cached_property
    def S(self) -> Matrix:
        """(H + Hᵀ)/2."""
        return self._half(1)

    @cached_property
    def A(self) -> Matrix:
        """(H - Hᵀ)/2."""
        return self._half(-1)

    def _half(self, sign: int) -> Matrix:
        zero, graph = self.graph.number(0), self.graph
        places = {place for i, j in self.H for place in ((i, j), (j, i))}
        made = {
            (i, j): graph.linear(
                0, ((self.H.get((i, j), zero), HALF), (self.H.get((j, i), zero), sign * HALF))
            )
            for i, j in sorted(places)
        }
        return {place: node for place, node in made.items() if node is not zero}

    @cached_property
    def sympy(self) -> SympyView:
        """Losses, ξ, H, S, A in SymPy, over `ambient`. Imports SymPy."""
        from gamelang.symbolic.sympy_view import sympy_view

        return sympy_view(self.ambient)
