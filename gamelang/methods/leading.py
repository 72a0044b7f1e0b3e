"""What methods with a leader share: the blocks of H between her and the followers, as products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gamelang.methods.method import Tree
from gamelang.methods.products import linearized
from gamelang.methods.vectors import zeros

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@dataclass(frozen=True, slots=True)
class Led:
    """ξ and products with H at w, cut into the leader's rows and those of all others."""

    leader: str
    xi: Tree
    H: Callable[[Tree], Tree]
    nothing: Tree

    @staticmethod
    def at(game: Fields, leader: str, w: Tree, batch: Any) -> Led:
        xi, H = linearized(game, w, batch)
        return Led(leader, xi, H, zeros(w))

    def followers(self, v: Tree) -> Tree:
        """The followers' part of v, as a tree of them alone."""
        return {p: block for p, block in v.items() if p != self.leader}

    def answers(self, v: Tree) -> Tree:
        """The followers' rows of H times a vector of the followers."""
        return self.followers(self.H({**self.nothing, **v}))

    def answers_to_leader(self, v: Tree) -> Tree:
        """The followers' rows of H times the leader's part of v."""
        return self.followers(self.H({**self.nothing, self.leader: v[self.leader]}))

    def transposed(self, v: Tree) -> Tree:
        """Hᵀ times a vector of the followers, whole."""
        import jax

        back = jax.linear_transpose(self.H, self.nothing)
        whole: Tree = back({**self.nothing, **v})[0]
        return whole
