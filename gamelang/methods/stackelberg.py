"""Stackelberg learning: the leader descends along her total derivative, foreseeing the answers.

Fiez, Chasnov & Ratliff, Implicit Learning Dynamics in Stackelberg Games, ICML 2020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.leading import Led
from gamelang.methods.method import Cost, Memory, Method, Tree, player, real, whole
from gamelang.methods.solving import has_simplex, solve
from gamelang.methods.vectors import minus, plus, zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Stackelberg(Method):
    """ξ for the followers; for the leader ∇_Lℓ_L − H_FLᵀ(H_FFᵀ + damping · I)⁻¹∇_Fℓ_L.

    H_FL and H_FF are the followers' rows of H. If followers stay where their ξ vanishes, this is
    the derivative of the leader's loss by her parameters.
    """

    name: ClassVar[str] = "stackelberg"
    formula: ClassVar[str] = "leader: ∇_Lℓ_L − H_FLᵀ(H_FFᵀ + damping · I)⁻¹∇_Fℓ_L; followers: ξ"
    reference: ClassVar[str] = "Fiez et al. 2020"
    cost: ClassVar[Cost] = Cost(xi=2, vjp=1, each=Cost(xi=0, vjp=1))
    mixes: ClassVar[bool] = True

    leader: str = player("who moves first")
    damping: float = real(0.0, "makes H_FF regular far from the followers' best answers", low=0.0)
    tolerance: float = real(1e-6, "relative residual at which GMRES ends", low=0.0)
    iterations: int = whole(5, "restarts of GMRES at most", low=1)

    def init(self, game: Fields, w: Tree) -> Memory:
        return {p: block for p, block in zeros(w).items() if p != self.leader}

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        led = Led.at(game, self.leader, w, batch)
        slopes = game.gradient(self.leader, w, batch)

        def matrix(v: Tree) -> Tree:
            return plus(led.followers(led.transposed(v)), self.damping, v)

        flat = has_simplex(p for p in game.players if p.name != self.leader)
        wanted = led.followers(slopes)
        found = solve(matrix, wanted, memory, self.tolerance, self.iterations, flat)
        pulled = led.transposed(found)
        own = minus({self.leader: led.xi[self.leader]}, {self.leader: pulled[self.leader]})
        return {**led.xi, **own}, found


STACKELBERG = Stackelberg()
