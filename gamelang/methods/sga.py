"""Symplectic gradient adjustment: descent turned by the antisymmetric part of the Hessian.

Balduzzi et al., The Mechanics of n-Player Differentiable Games, ICML 2018;
Letcher et al., Differentiable Game Mechanics, JMLR 2019, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.methods.method import Cost, Memory, Method, Tree, flag, real

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Sga(Method):
    """ξ + λAᵀξ, where Aᵀξ = (Hᵀξ − Hξ)/2.

    Aligned: λ = strength · sign(⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩/d + ε), where Hᵀξ is the gradient of ½‖ξ‖²,
    d the number of scalar parameters and sign(0) = +1. Otherwise λ = strength.
    """

    name: ClassVar[str] = "sga"
    formula: ClassVar[str] = (
        "ξ + λAᵀξ, λ = strength · sign(⟨ξ,Hᵀξ⟩⟨Aᵀξ,Hᵀξ⟩/d + epsilon); without align, λ = strength"
    )
    reference: ClassVar[str] = "Balduzzi et al. 2018; Letcher et al. 2019, algorithm 1"
    advised: ClassVar[bool] = True
    cost: ClassVar[Cost] = Cost(xi=1, jvp=1, vjp=1)
    factors: ClassVar[tuple[Term, ...]] = (
        AFTER,
        BEFORE,
        Term(Fraction(1), "H", rate=1),
        Term(Fraction(1, 2), "TH", rate=1, by="strength"),
        Term(Fraction(-1, 2), "HH", rate=1, by="strength"),
    )
    mixes: ClassVar[bool] = True

    strength: float = real(1.0, "λ, how far the field is turned")
    align: bool = flag(True, "choose λ's sign so that the turn points to stable fixed points")
    epsilon: float = real(0.1, "ε, biases the sign to + where the field is slow", low=0.0)

    @property
    def linear(self) -> bool:
        """Aligned, λ is the strength near a fixed point if ε > 0; if ε = 0 it may change sign."""
        return not self.align or self.epsilon > 0

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax

        if game.facts.potential:  # A = 0
            return game.xi(w, batch), memory
        # A Hamiltonian game has ⟨ξ, Hᵀξ⟩ = 0: the sign is that of ε ≥ 0, which counts as +1.
        if game.facts.hamiltonian or not self.align:
            xi, adjustment = game.xi_ATxi(w, batch)
            scale = self.strength
        else:
            xi, Hxi, HTxi = game.xi_Hxi_HTxi(w, batch)
            adjustment = jax.tree.map(lambda ht, h: (ht - h) / 2, HTxi, Hxi)
            scale = self._aligned(_inner(xi, HTxi) * _inner(adjustment, HTxi) / game.size)
        return jax.tree.map(lambda x, a: x + scale * a, xi, adjustment), memory

    def _aligned(self, measure: Any) -> Any:
        """λ."""
        import jax.numpy as jnp

        return jnp.where(measure + self.epsilon >= 0, self.strength, -self.strength)


def _inner(a: Tree, b: Tree) -> Any:
    """⟨a, b⟩ over all parameters."""
    import jax
    import jax.numpy as jnp

    return sum(jax.tree.leaves(jax.tree.map(jnp.vdot, a, b)))


SGA = Sga()
