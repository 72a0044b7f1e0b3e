"""Opponent shaping: how my loss feels the steps of others, and how I can bend these.

Foerster et al., Learning with Opponent-Learning Awareness, AAMAS 2018;
Letcher et al., Stable Opponent Shaping in Differentiable Games, ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.method import Cost, Memory, Method, Tree, real
from gamelang.methods.products import coupling, each_agent, linearized
from gamelang.methods.vectors import Rates, by_player, inner, minus, plus, strengths

if TYPE_CHECKING:
    from gamelang.fields.interface import Agent, Fields


@final
@dataclass(frozen=True, slots=True)
class Lola(Method):
    """ξ − αH_oξ − αχ, where χ_i = ∇_i Σ_{j≠i} ⟨∇_jℓ_i held fixed, ∇_jℓ_j⟩."""

    name: ClassVar[str] = "lola"
    formula: ClassVar[str] = "ξ − αH_oξ − αχ, χ_i = ∇_i Σ_{j≠i} ⟨sg(∇_jℓ_i), ∇_jℓ_j⟩, α = strength"
    reference: ClassVar[str] = "Foerster et al. 2018"
    cost: ClassVar[Cost] = Cost(xi=2, jvp=1, vjp=1, of="agent")
    mixes: ClassVar[bool] = True

    strength: float | None = real(None, "α, the step that others are expected to make")

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        _, ahead, shaping = parts(game, w, batch, strengths(self.strength, rate))
        return minus(ahead, shaping), memory


@final
@dataclass(frozen=True, slots=True)
class Sos(Method):
    """ξ₀ − pαχ, ξ₀ = (I − αH_o)ξ: as much shaping as keeps stable fixed points.

    p = min(p₁, p₂); p₁ = 1 if ⟨−αχ, ξ₀⟩ ≥ 0 else min(1, −a‖ξ₀‖²/⟨−αχ, ξ₀⟩); p₂ = ‖ξ‖² if ‖ξ‖ < b
    else 1.
    """

    name: ClassVar[str] = "sos"
    formula: ClassVar[str] = "ξ₀ − pαχ, ξ₀ = (I − αH_o)ξ, p by criteria with a and b, α = strength"
    reference: ClassVar[str] = "Letcher et al. 2019 (ICLR)"
    cost: ClassVar[Cost] = Cost(xi=2, jvp=1, vjp=1, of="agent")
    mixes: ClassVar[bool] = True

    strength: float | None = real(None, "α, the step that others are expected to make")
    a: float = real(0.5, "how far shaping may turn ξ₀ round", low=0.0, high=1.0)
    b: float = real(0.1, "the length of ξ below which shaping fades", low=0.0, high=1.0)

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax.numpy as jnp

        xi, ahead, shaping = parts(game, w, batch, strengths(self.strength, rate))
        across = -inner(shaping, ahead)
        guarded = jnp.where(across < 0, across, -1)
        first = jnp.where(across < 0, jnp.minimum(1, -self.a * inner(ahead, ahead) / guarded), 1)
        square = inner(xi, xi)
        second = jnp.where(square < jnp.square(self.b), square, 1)
        return plus(ahead, -jnp.minimum(first, second), shaping), memory


def parts(game: Fields, w: Tree, batch: Any, strength: Rates) -> tuple[Tree, Tree, Tree]:
    """ξ, (I − αH_o)ξ and αχ."""
    import jax

    xi, H = linearized(game, w, batch)
    ahead = minus(xi, coupling(game, w, batch, H)(by_player(xi, strength)))
    back = jax.linear_transpose(H, w)

    def bent(agent: Agent) -> Any:
        slopes = game.gradient(agent, w, batch)
        others = minus(slopes, game.only(slopes, agent))
        (pulled,) = back(by_player(others, strength))
        return {n: x[agent.member] for n, x in pulled[agent.player].items()}

    return xi, ahead, each_agent(game, bent)


LOLA = Lola()
SOS = Sos()
