"""Consensus optimisation: descent plus the gradient of half the squared length of the field.

Mescheder, Nowozin & Geiger, The Numerics of GANs, NeurIPS 2017.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.methods.method import Cost, Memory, Method, Tree, flag, real
from gamelang.methods.vectors import inner, plus

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Consensus(Method):
    """ξ + γHᵀξ; aligned, γ = strength · sign⟨ξ, Hᵀξ⟩, with sign(0) = +1."""

    name: ClassVar[str] = "consensus"
    formula: ClassVar[str] = "ξ + γHᵀξ, γ = strength; with align γ = strength · sign⟨ξ,Hᵀξ⟩"
    reference: ClassVar[str] = "Mescheder et al. 2017"
    cost: ClassVar[Cost] = Cost(xi=1, vjp=1)
    factors: ClassVar[tuple[Term, ...]] = (
        AFTER,
        BEFORE,
        Term(Fraction(1), "H", rate=1),
        Term(Fraction(1), "TH", rate=1, by="strength"),
    )
    mixes: ClassVar[bool] = True

    strength: float = real(1.0, "γ, the weight of the gradient of ½‖ξ‖²")
    align: bool = flag(False, "choose γ's sign so that unstable fixed points repel")

    @property
    def linear(self) -> bool:
        """Aligned, γ's sign may change from place to place."""
        return not self.align

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax
        import jax.numpy as jnp

        xi, back = jax.vjp(lambda at: game.xi(at, batch), w)
        (HTxi,) = back(xi)
        upward = inner(xi, HTxi) >= 0 if self.align else True
        return plus(xi, jnp.where(upward, self.strength, -self.strength), HTxi), memory


CONSENSUS = Consensus()
