"""LookAhead: each player answers to where the others' next step will take them.

Zhang & Lesser, Multi-agent learning with policy prediction, AAAI 2010.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.methods.method import Cost, Memory, Method, Tree, real
from gamelang.methods.products import coupling, linearized
from gamelang.methods.vectors import by_player, minus, strengths

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Lookahead(Method):
    """(I − αH_o)ξ, where H_o is H without the blocks of its players."""

    name: ClassVar[str] = "lookahead"
    formula: ClassVar[str] = "ξ − αH_oξ, α = strength"
    reference: ClassVar[str] = "Zhang & Lesser 2010"
    cost: ClassVar[Cost] = Cost(xi=1, jvp=1)
    factors: ClassVar[tuple[Term, ...]] = (
        AFTER,
        BEFORE,
        Term(Fraction(1), "H", rate=1),
        Term(Fraction(-1), "OH", rate=1, by="strength"),
    )
    mixes: ClassVar[bool] = True

    strength: float | None = real(None, "α, the step that others are expected to make")

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        xi, H = linearized(game, w, batch)
        ahead = by_player(xi, strengths(self.strength, rate))
        return minus(xi, coupling(game, w, batch, H)(ahead)), memory


LOOKAHEAD = Lookahead()
