"""Optimistic descent: twice the field, less the field of the step before.

Popov, A modification of the Arrow-Hurwicz method for search of saddle points, 1980;
Daskalakis, Ilyas, Syrgkanis & Zeng, Training GANs with Optimism, ICLR 2018.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import Term
from gamelang.methods.method import Cost, Memory, Method, Tree
from gamelang.methods.vectors import zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Optimistic(Method):
    """2ξ_t − ξ_{t−1}, with ξ_{−1} = ξ_0: w⁺ = w − 2ηξ_t + ηξ_{t−1}."""

    name: ClassVar[str] = "optimistic"
    formula: ClassVar[str] = "2ξ_t − ξ_{t−1}"
    reference: ClassVar[str] = "Popov 1980; Daskalakis et al. 2018"
    cost: ClassVar[Cost] = Cost(xi=1)
    factors: ClassVar[tuple[Term, ...]] = (
        Term(Fraction(1), next=2),
        Term(Fraction(-1), next=1),
        Term(Fraction(2), "H", next=1, rate=1),
        Term(Fraction(-1), "H", rate=1),
    )

    def init(self, game: Fields, w: Tree) -> Memory:
        import jax.numpy as jnp

        return zeros(w), jnp.asarray(False)

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax
        import jax.numpy as jnp

        xi, (before, started) = game.xi(w, batch), memory
        ahead: Tree = jax.tree.map(lambda x, y: 2 * x - jnp.where(started, y, x), xi, before)
        return ahead, (xi, jnp.asarray(True))


OPTIMISTIC = Optimistic()
