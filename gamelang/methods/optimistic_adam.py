"""Optimistic Adam: twice Adam's step, less the one before.

Daskalakis, Ilyas, Syrgkanis & Zeng, Training GANs with Optimism, ICLR 2018, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.adam import adam, first_moments
from gamelang.methods.method import Cost, Memory, Method, Tree, real
from gamelang.methods.vectors import zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class OptimisticAdam(Method):
    """2u_t − u_{t−1}, where u_t is Adam's step and u_{−1} = 0."""

    name: ClassVar[str] = "optimistic_adam"
    formula: ClassVar[str] = "2u_t − u_{t−1}, u = Adam(ξ)"
    reference: ClassVar[str] = "Daskalakis et al. 2018"
    cost: ClassVar[Cost] = Cost(xi=1)

    b1: float = real(0.5, "decay of the mean", low=-1.0, high=1.0)
    b2: float = real(0.9, "decay of the mean square", low=0.0, high=1.0)
    epsilon: float = real(1e-8, "keeps the quotient finite", low=0.0)

    def init(self, game: Fields, w: Tree) -> Memory:
        return first_moments(w), zeros(w)

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax

        moments, before = memory
        step, moments = adam(moments, game.xi(w, batch), self.b1, self.b2, self.epsilon)
        ahead: Tree = jax.tree.map(lambda u, v: 2 * u - v, step, before)
        return ahead, (moments, step)


OPTIMISTIC_ADAM = OptimisticAdam()
