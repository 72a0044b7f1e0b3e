"""Local symplectic surgery: its only attracting fixed points are local Nash equilibria.

Mazumdar, Jordan & Sastry, On Finding Local Nash Equilibria (and Only Local Nash Equilibria) in
Zero-Sum Games, 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.method import Cost, Memory, Method, Tree, real, whole
from gamelang.methods.products import linearized
from gamelang.methods.solving import has_simplex, solve
from gamelang.methods.vectors import inner, plus, zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class LocalSymplecticSurgery(Method):
    """½(ξ + Hᵀ(HᵀH + κI)⁻¹Hᵀξ), κ = damping · (1 − exp(−‖ξ‖²)).

    Near a fixed point at which H is regular this is Sξ: in a zero-sum game the players' own blocks.
    """

    name: ClassVar[str] = "local_symplectic_surgery"
    formula: ClassVar[str] = "½(ξ + Hᵀ(HᵀH + κI)⁻¹Hᵀξ), κ = damping · (1 − exp(−‖ξ‖²))"
    reference: ClassVar[str] = "Mazumdar et al. 2019"
    cost: ClassVar[Cost] = Cost(xi=1, vjp=2, each=Cost(xi=0, jvp=1, vjp=1))
    mixes: ClassVar[bool] = True
    agents: ClassVar[int | None] = 2
    zero_sum: ClassVar[bool] = True

    damping: float = real(1e-4, "κ far from fixed points", low=0.0)
    tolerance: float = real(1e-6, "relative residual at which GMRES ends", low=0.0)
    iterations: int = whole(5, "restarts of GMRES at most", low=1)

    def init(self, game: Fields, w: Tree) -> Memory:
        return zeros(w)

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax
        import jax.numpy as jnp

        xi, H = linearized(game, w, batch)
        transposed = jax.linear_transpose(H, w)
        damping = self.damping * -jnp.expm1(-inner(xi, xi))

        def matrix(v: Tree) -> Tree:
            return plus(transposed(H(v))[0], damping, v)

        flat = has_simplex(game.players)
        found = solve(matrix, transposed(xi)[0], memory, self.tolerance, self.iterations, flat)
        whole: Tree = jax.tree.map(lambda x, y: (x + y) / 2, xi, transposed(found)[0])
        return whole, found


LOCAL_SYMPLECTIC_SURGERY = LocalSymplecticSurgery()
