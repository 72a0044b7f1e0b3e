"""LEAD: momentum whose coupling term damps the rotation of two players.

Hemmat, Mitra, Lajoie & Mitliagkas, LEAD: Min-Max Optimization from a Physical Perspective,
TMLR 2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import Term
from gamelang.methods.method import Cost, Memory, Method, Tree, real
from gamelang.methods.products import coupling, linearized
from gamelang.methods.vectors import by_player, inverse, minus, plus

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Lead(Method):
    """ξ + (αH_o(w_t − w_{t−1}) − β(w_t − w_{t−1})) / η, with w_{−1} = w_0."""

    name: ClassVar[str] = "lead"
    formula: ClassVar[str] = "ξ + (αH_o − β)(w_t − w_{t−1}) / rate, α = strength, β = momentum"
    reference: ClassVar[str] = "Hemmat et al. 2023"
    cost: ClassVar[Cost] = Cost(xi=1, jvp=1)
    factors: ClassVar[tuple[Term, ...]] = (
        Term(Fraction(1), next=2),
        Term(Fraction(-1), next=1),
        Term(Fraction(1), "H", next=1, rate=1),
        Term(Fraction(1), "O", next=1, by="strength"),
        Term(Fraction(-1), "O", by="strength"),
        Term(Fraction(-1), next=1, by="momentum"),
        Term(Fraction(1), by="momentum"),
    )
    mixes: ClassVar[bool] = True

    strength: float = real(0.3, "α, the weight of the coupling", low=0.0)
    momentum: float = real(0.0, "β", low=-1.0, high=1.0)

    def init(self, game: Fields, w: Tree) -> Memory:
        return w

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        xi, H = linearized(game, w, batch)
        change = minus(w, memory)
        pushed = plus(xi, -self.momentum, by_player(change, inverse(rate)))
        damped = coupling(game, w, batch, H)(change)
        return plus(pushed, self.strength, by_player(damped, inverse(rate))), w


LEAD = Lead()
