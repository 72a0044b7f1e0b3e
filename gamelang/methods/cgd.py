"""Competitive gradient descent: the Nash equilibrium of the game's local bilinear approximation.

Schäfer & Anandkumar, Competitive Gradient Descent, NeurIPS 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.methods.method import Cost, Memory, Method, Tree, real, whole
from gamelang.methods.products import coupling, linearized
from gamelang.methods.solving import solve
from gamelang.methods.vectors import by_player, plus, strengths, zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Cgd(Method):
    """(I + ηH_o)⁻¹ξ, where η is each player's current rate, or `step`.

    Up to 64 parameters H_o is built and the system solved; else by GMRES from the last solution.
    """

    name: ClassVar[str] = "cgd"
    formula: ClassVar[str] = "(I + ηH_o)⁻¹ξ"
    reference: ClassVar[str] = "Schäfer & Anandkumar 2019"
    cost: ClassVar[Cost] = Cost(xi=1, each=Cost(xi=0, jvp=1))
    factors: ClassVar[tuple[Term, ...]] = (
        AFTER,
        BEFORE,
        Term(Fraction(1), "O", next=1, rate=1),
        Term(Fraction(-1), "O", rate=1),
        Term(Fraction(1), "H", rate=1),
    )
    mixes: ClassVar[bool] = True
    agents: ClassVar[int | None] = 2

    step: float | None = real(None, "η inside the inverse")
    tolerance: float = real(1e-6, "relative residual at which GMRES ends", low=0.0)
    iterations: int = whole(5, "restarts of GMRES at most", low=1)

    @property
    def linear(self) -> bool:
        """With a `step` of its own, η inside the inverse is not the rate."""
        return self.step is None

    def init(self, game: Fields, w: Tree) -> Memory:
        return zeros(w)

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        xi, H = linearized(game, w, batch)
        product = coupling(game, w, batch, H)
        steps = strengths(self.step, rate)

        def matrix(v: Tree) -> Tree:
            return plus(v, 1, product(by_player(v, steps)))

        found = solve(matrix, xi, memory, self.tolerance, self.iterations)
        return found, found


CGD = Cgd()
