"""Extragradient with Adam's steps: the trial and the step itself, with shared moments.

Gidel et al., A Variational Inequality Perspective on Generative Adversarial Networks, ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.adam import adam, first_moments
from gamelang.methods.method import Cost, Memory, Method, Tree, real
from gamelang.methods.vectors import moved

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class ExtraAdam(Method):
    """Adam's step at Π(w − η · Adam's step at w); the moments are updated at both places."""

    name: ClassVar[str] = "extra_adam"
    formula: ClassVar[str] = "Adam(ξ(Π(w − rate · Adam(ξ(w)))))"
    reference: ClassVar[str] = "Gidel et al. 2019"
    cost: ClassVar[Cost] = Cost(xi=2)

    b1: float = real(0.5, "decay of the mean", low=-1.0, high=1.0)
    b2: float = real(0.9, "decay of the mean square", low=0.0, high=1.0)
    epsilon: float = real(1e-8, "keeps the quotient finite", low=0.0)

    def init(self, game: Fields, w: Tree) -> Memory:
        return first_moments(w)

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        first, moments = adam(memory, game.xi(w, batch), self.b1, self.b2, self.epsilon)
        there = game.xi(moved(game.players, w, first, rate), batch)
        return adam(moments, there, self.b1, self.b2, self.epsilon)


EXTRA_ADAM = ExtraAdam()
