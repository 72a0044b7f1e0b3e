"""Adaptive competitive gradient descent: competitive descent with Adam's step sizes.

Schäfer, Zheng & Anandkumar, Implicit competitive regularization in GANs, ICML 2020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.method import Cost, Memory, Method, Tree, real, whole
from gamelang.methods.products import coupling, linearized
from gamelang.methods.solving import solve
from gamelang.methods.vectors import by_player, plus, zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Acgd(Method):
    """(I + H_oN)⁻¹ξ scaled by N/η, where N = η / (√v + epsilon), v the mean of ξ² (as in Adam)."""

    name: ClassVar[str] = "acgd"
    formula: ClassVar[str] = "N(I + H_oN)⁻¹ξ / rate, N = rate / (√v + epsilon)"
    reference: ClassVar[str] = "Schäfer et al. 2020"
    cost: ClassVar[Cost] = Cost(xi=1, each=Cost(xi=0, jvp=1))
    mixes: ClassVar[bool] = True
    agents: ClassVar[int | None] = 2

    b2: float = real(0.99, "decay of the mean square", low=0.0, high=1.0)
    epsilon: float = real(1e-5, "keeps step sizes finite", low=0.0)
    tolerance: float = real(1e-6, "relative residual at which GMRES ends", low=0.0)
    iterations: int = whole(5, "restarts of GMRES at most", low=1)

    def init(self, game: Fields, w: Tree) -> Memory:
        import jax.numpy as jnp

        return jnp.asarray(0, jnp.int32), zeros(w), zeros(w)

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax
        import jax.numpy as jnp

        count, squares, guess = memory
        xi, H = linearized(game, w, batch)
        product = coupling(game, w, batch, H)
        count = count + 1
        squares = jax.tree.map(lambda v, x: self.b2 * v + (1 - self.b2) * x * x, squares, xi)
        share = 1 - self.b2 ** count.astype(jax.tree.leaves(w)[0].dtype)
        sizes = jax.tree.map(lambda v: 1 / (jnp.sqrt(v / share) + self.epsilon), squares)

        def scaled(v: Tree) -> Tree:
            whole: Tree = jax.tree.map(jnp.multiply, sizes, v)
            return whole

        def matrix(v: Tree) -> Tree:
            return plus(v, 1, product(by_player(scaled(v), rate)))

        found = solve(matrix, xi, guess, self.tolerance, self.iterations)
        return scaled(found), (count, squares, found)


ACGD = Acgd()
