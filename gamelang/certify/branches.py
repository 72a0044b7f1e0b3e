"""Almost everywhere: H of losses with kinks, each sign and condition a free generator.

Away from the kinks |u| = s u with s = ±1 constant nearby, and a choice takes one side. An entry of
S that vanishes for every value of these signs vanishes almost everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from typing import Literal as Word

from flint import fmpq

from gamelang.certify.expansion import constant_symbols
from gamelang.certify.forms import ONE, Forms
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.limit import Limit
from gamelang.certify.numbers import Symbol
from gamelang.certify.polynomials import Poly, Ring, UndecidedError, generator, number
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Coordinate, Setting

Dual = HyperDual[Form]
MOST_ENTRIES = 4_000
ALMOST = ("hamiltonian", "weighted_hamiltonian", "rotational_coupling")


@dataclass(frozen=True, slots=True)
class Branches:
    """Hyper-dual forms in which a kink is a free sign."""

    forms: Forms
    duals: HyperDuals[Form]

    def number(self, value: Fraction) -> Dual:
        return self.duals.number(value)

    def constant(self, name: Word["pi", "inf"]) -> Dual:
        return self.duals.constant(name)

    def add(self, terms: Sequence[Dual]) -> Dual:
        return self.duals.add(terms)

    def multiply(self, factors: Sequence[Dual]) -> Dual:
        return self.duals.multiply(factors)

    def power(self, base: Dual, exponent: Dual) -> Dual:
        return self.duals.power(base, exponent)

    def apply(self, primitive: str, *arguments: Dual) -> Dual:
        if primitive == "abs":
            return self.multiply([self._side(arguments[0]), arguments[0]])
        if primitive == "sign":
            return self._side(arguments[0])
        if primitive in ("maximum", "minimum"):
            return self._extreme(arguments[0], arguments[1], 1 if primitive == "maximum" else -1)
        return self.duals.apply(primitive, *arguments)

    def _minus(self, a: Dual, b: Dual) -> Dual:
        return self.add([a, self.multiply([self.number(Fraction(-1)), b])])

    def _extreme(self, a: Dual, b: Dual, side: int) -> Dual:
        gap = self._minus(a, b)
        if not gap.f.numerator:
            raise UndecidedError("two values of a maximum are always equal")
        size = self.multiply([self._side(gap), gap, self.number(Fraction(side))])
        return self.multiply([self.number(Fraction(1, 2)), self.add([a, b, size])])

    def _side(self, u: Dual) -> Dual:
        """±1, constant near every point at which u is not 0; u must not vanish identically."""
        if not self._almost_never_zero(u.f):
            raise UndecidedError("a sign is taken of what may vanish on a whole region")
        leading = u.f.numerator[max(u.f.numerator)]
        body = self.forms.field.scale(u.f, 1 / leading)

        def relation(place: int) -> tuple[int, Poly]:
            return 2, number(1)

        key = ("side", frozenset(body.numerator.items()), body.denominator)
        place = self.forms.ring.kernel(key, self.forms.field.depends(body), "any", relation)
        side = self.forms.field.scale(Form(generator(place)), fmpq(1 if leading > 0 else -1))
        return HyperDual(side)

    def _almost_never_zero(self, u: Form) -> bool:
        """A polynomial that is not 0 vanishes on a null set; kernels are not looked into."""
        if not u.numerator:
            return False
        ring = self.forms.ring
        plain = all(ring.generators[g].key[0] == "symbol" for m in u.numerator for g, _ in m)
        return plain or self.forms.field.sign(u) in ("positive", "negative")

    def compare(self, symbol: Symbol, a: Dual, b: Dual) -> Any:
        gap = self._minus(a, b)
        decided = self.forms.compare(symbol, gap.f, Form({}))
        if isinstance(decided, bool):
            return decided
        if symbol in ("equal", "unequal"):
            self._side(gap)
            return symbol == "unequal"
        less = self.forms.field.subtract(ONE, self._side(gap).f)
        return self.forms.field.scale(less, fmpq(1, 2))

    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any:
        return self.forms.logic(symbol, *conditions)

    def choose(self, condition: Any, yes: Dual, no: Dual) -> Dual:
        holds = HyperDual(condition)
        fails = HyperDual(self.forms.field.subtract(ONE, condition))
        for side in (yes, no):
            parts = [part for part in (side.f, side.f1, side.f2, side.f12) if part is not None]
            if any(part.denominator for part in parts):
                raise UndecidedError("a side of a condition divides by what may be zero")
        return self.add([self.multiply([holds, yes]), self.multiply([fails, no])])


def prove_almost_everywhere(setting: Setting, verdict: str, limit: Limit) -> None:
    """S (Hamiltonian) or its off-diagonal blocks (rotational coupling) vanish off the kinks."""
    if verdict not in ALMOST:
        raise UndecidedError("this verdict has no reading almost everywhere")
    if setting.stops:
        raise UndecidedError("what `stop(...)` holds is not followed across kinks")
    forms = Forms(Ring(limit))
    coordinates = setting.coordinates
    if len(coordinates) ** 2 > MOST_ENTRIES:
        raise UndecidedError("the game is too large to be checked across its kinks")
    for k, first in enumerate(coordinates):
        for second in coordinates[k:]:
            own = first.agent == second.agent
            if own and verdict == "rotational_coupling":
                continue
            losses = [first.agent] if own else [first.agent, second.agent]
            if _entry(setting, forms, losses, first, second).numerator:
                raise UndecidedError("an entry of S was not seen to vanish almost everywhere")


def _entry(
    setting: Setting, forms: Forms, losses: list[int], first: Coordinate, second: Coordinate
) -> Form:
    """The second derivative of the sum of these losses along two coordinates."""
    ops = Branches(forms, HyperDuals(forms))
    point = {
        c.name: HyperDual(
            forms.symbol(c.name, c.bounds.sign),
            ONE if c is first else None,
            ONE if c is second else None,
        )
        for c in setting.coordinates
    }
    constants = {n: HyperDual(f) for n, f in constant_symbols(setting, forms).items()}
    run = setting.interpreter(ops, point, constants)
    total = ops.add([setting.loss(run, p) for p in losses])
    return Form({}) if total.f12 is None else total.f12
