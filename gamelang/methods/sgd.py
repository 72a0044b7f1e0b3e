"""Simultaneous gradient descent: every player follows its own gradient at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.methods.method import Cost, Memory, Method, Tree

if TYPE_CHECKING:
    from gamelang.fields.interface import Fields


@final
@dataclass(frozen=True, slots=True)
class Sgd(Method):
    """ξ."""

    name: ClassVar[str] = "sgd"
    formula: ClassVar[str] = "ξ"
    reference: ClassVar[str] = "simultaneous gradient descent"
    advised: ClassVar[bool] = True
    cost: ClassVar[Cost] = Cost(xi=1)
    factors: ClassVar[tuple[Term, ...]] = (AFTER, BEFORE, Term(Fraction(1), "H", rate=1))

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        return game.xi(w, batch), memory


SGD = Sgd()
