"""Hamiltonian gradient descent: down ½‖ξ‖², towards any fixed point, stable or not.

Abernethy, Lai & Wibisono, Last-iterate convergence rates for min-max optimization, 2019.
"""

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
class HamiltonianDescent(Method):
    """Hᵀξ, the gradient of ½‖ξ‖²."""

    name: ClassVar[str] = "hamiltonian_descent"
    formula: ClassVar[str] = "Hᵀξ"
    reference: ClassVar[str] = "Abernethy et al. 2019"
    cost: ClassVar[Cost] = Cost(xi=1, vjp=1)
    factors: ClassVar[tuple[Term, ...]] = (AFTER, BEFORE, Term(Fraction(1), "TH", rate=1))
    mixes: ClassVar[bool] = True

    def init(self, game: Fields, w: Tree) -> Memory:
        return ()

    def direction(
        self, game: Fields, w: Tree, memory: Memory, batch: Any, key: Any, rate: Mapping[str, Any]
    ) -> tuple[Tree, Memory]:
        import jax

        xi, back = jax.vjp(lambda at: game.xi(at, batch), w)
        return back(xi)[0], memory


HAMILTONIAN_DESCENT = HamiltonianDescent()
