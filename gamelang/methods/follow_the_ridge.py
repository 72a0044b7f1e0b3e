"""Follow the ridge: the follower moves along with the leader so as to stay on her best answers.

Wang, Zhang & Ba, On Solving Minimax Optimization Locally: A Follow-the-Ridge Approach, ICLR 2020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.leading import Led
from gamelang.methods.method import Cost, Memory, Method, Tree, player, real, whole
from gamelang.methods.solving import has_simplex, solve
from gamelang.methods.vectors import by_player, inverse, minus, plus, zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class FollowTheRidge(Method):
    """ξ for the leader; for the follower ξ_F − (η_L/η_F)(H_FF + damping · I)⁻¹H_FL ξ_L."""

    name: ClassVar[str] = "follow_the_ridge"
    formula: ClassVar[str] = "follower: ξ_F − (η_L/η_F)(H_FF + damping · I)⁻¹H_FLξ_L; leader: ξ"
    reference: ClassVar[str] = "Wang et al. 2020"
    cost: ClassVar[Cost] = Cost(xi=1, jvp=1, each=Cost(xi=0, jvp=1))
    mixes: ClassVar[bool] = True
    agents: ClassVar[int | None] = 2
    zero_sum: ClassVar[bool] = True

    leader: str = player("who moves first")
    damping: float = real(0.0, "makes H_FF regular far from the follower's best answers", low=0.0)
    tolerance: float = real(1e-6, "relative residual at which GMRES ends", low=0.0)
    iterations: int = whole(5, "restarts of GMRES at most", low=1)

    def init(self, game: Fields, w: Tree) -> Memory:
        return {p: block for p, block in zeros(w).items() if p != self.leader}

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        led = Led.at(game, self.leader, w, batch)

        def matrix(v: Tree) -> Tree:
            return plus(led.answers(v), self.damping, v)

        flat = has_simplex(p for p in game.players if p.name != self.leader)
        moving = led.answers_to_leader(by_player(led.xi, rate))
        found = solve(matrix, moving, memory, self.tolerance, self.iterations, flat)
        others = {p: x for p, x in inverse(rate).items() if p != self.leader}
        own = minus(led.followers(led.xi), by_player(found, others))
        return {**led.xi, **own}, found


FOLLOW_THE_RIDGE = FollowTheRidge()
