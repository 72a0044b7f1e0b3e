"""Unrolled learning: the leader differentiates through some steps of the others.

Metz, Poole, Pfau & Sohl-Dickstein, Unrolled Generative Adversarial Networks, ICLR 2017.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.method import Cost, Memory, Method, Tree, player, real, whole
from gamelang.methods.vectors import moved, strengths

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Unrolled(Method):
    """ξ for the followers; for the leader the derivative of ℓ_L(w_L, F_k(w_L)), where F_k is what k
    steps of simultaneous descent make of the followers while she stays."""

    name: ClassVar[str] = "unrolled"
    formula: ClassVar[str] = "leader: d/dw_L ℓ_L(w_L, F_k(w_L)), F: steps of the followers; they: ξ"
    reference: ClassVar[str] = "Metz et al. 2017"
    cost: ClassVar[Cost] = Cost(xi=2, each=Cost(xi=1, vjp=1))
    mixes: ClassVar[bool] = True

    leader: str = player("who looks ahead")
    k: int = whole(5, "steps of the followers that she sees", low=1, high=1000)
    strength: float | None = real(None, "the rate of these steps", low=0.0)

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax

        steps = strengths(self.strength, rate)

        def later(own: Any) -> Tree:
            def step(_: Any, at: Tree) -> Tree:
                after = moved(game.players, at, game.xi(at, batch), steps)
                return {**after, self.leader: own}

            end: Tree = jax.lax.fori_loop(0, self.k, step, {**w, self.leader: own})
            return end

        end, back = jax.vjp(later, w[self.leader])
        (total,) = back(game.gradient(self.leader, end, batch))
        return {**game.xi(w, batch), self.leader: total}, memory


UNROLLED = Unrolled()
