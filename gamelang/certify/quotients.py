"""Quotients of polynomials: the normal form of a scalar expression.

A form whose numerator is empty vanishes wherever the expression is defined. A numerator that is
not empty proves nothing: no common factors are sought, and kernels may be dependent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq

from gamelang.certify.polynomials import (
    ONE,
    Demand,
    Monomial,
    Poly,
    Ring,
    UndecidedError,
    content,
    generator,
    is_number,
    merged,
    number,
    power,
    scaled,
    sign_of,
    times,
    total,
)

Denominator = tuple[tuple[int, int], ...]  # (factor, exponent > 0), sorted by factor


@dataclass(frozen=True, slots=True)
class Form:
    """numerator / product of ring.factors[k] ** e over (k, e) in denominator."""

    numerator: Poly
    denominator: Denominator = ()

    @property
    def vanishes(self) -> bool:
        return not self.numerator

    @property
    def key(self) -> tuple[object, ...]:
        """Hashable; equal forms written alike have equal keys."""
        return (frozenset(self.numerator.items()), self.denominator)

    @property
    def rational(self) -> fmpq | None:
        """Its value if it is a plain number."""
        if self.denominator or not is_number(self.numerator):
            return None
        return self.numerator.get(ONE, fmpq(0))


def rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


@dataclass(frozen=True, slots=True)
class Quotients:
    """Field operations on forms over one ring."""

    ring: Ring

    def add(self, terms: Sequence[Form]) -> Form:
        if not any(t.denominator for t in terms):
            return Form(total(self.ring, [t.numerator for t in terms]))
        common: dict[int, int] = {}
        for term in terms:
            for k, e in term.denominator:
                common[k] = max(common.get(k, 0), e)
        numerator = total(self.ring, [self._raised(t, common) for t in terms])
        if not numerator:
            return Form({})
        return Form(numerator, tuple(sorted(common.items())))

    def _raised(self, form: Form, common: dict[int, int]) -> Poly:
        """The numerator over the common denominator."""
        own = dict(form.denominator)
        numerator = form.numerator
        for k, e in common.items():
            missing = e - own.get(k, 0)
            if missing and numerator:
                factor = power(self.ring, self.ring.factors[k], missing)
                numerator = times(self.ring, numerator, factor)
        return numerator

    def multiply(self, factors: Sequence[Form]) -> Form:
        out = factors[0]
        for factor in factors[1:]:
            out = self._product(out, factor)
        return out

    def _product(self, a: Form, b: Form) -> Form:
        if not a.numerator or not b.numerator:
            return Form({})
        if not a.denominator and not b.denominator:
            return Form(times(self.ring, a.numerator, b.numerator))
        left, right = dict(a.denominator), dict(b.denominator)
        above = times(
            self.ring,
            self._cancelled(a.numerator, right),
            self._cancelled(b.numerator, left),
        )
        return Form(above, _joined(left, right))

    def _cancelled(self, numerator: Poly, below: dict[int, int]) -> Poly:
        """The numerator without a factor of `below` that it equals up to a monomial."""
        if not below or len(numerator) < 2:
            return numerator
        scale, shared, rest = content(numerator)
        place = self.ring.factor_places.get(frozenset(rest.items()))
        if place is None or not below.get(place):
            return numerator
        below[place] -= 1
        return {shared: scale}

    def negative(self, a: Form) -> Form:
        return Form(scaled(a.numerator, fmpq(-1)), a.denominator)

    def subtract(self, a: Form, b: Form) -> Form:
        return self.add([a, self.negative(b)])

    def scale(self, a: Form, by: fmpq) -> Form:
        return Form(scaled(a.numerator, by), a.denominator) if by else Form({})

    def demand_positive(self, a: Form) -> None:
        """What is said holds only where a > 0."""
        if a.rational is None:
            self.ring.demands.append(Demand("positive", a.numerator, a.denominator))

    def inverse(self, a: Form) -> Form:
        if not a.numerator:
            raise UndecidedError("a denominator vanishes identically")
        if not is_number(a.numerator):
            self.ring.demands.append(Demand("nonzero", a.numerator))
        scale, shared, rest = content(a.numerator)
        out = self._inverse_monomial(scale, shared)
        if len(rest) > 1:
            out = self._product(out, self._inverse_poly(rest))
        for k, e in a.denominator:
            out = self._product(out, Form(power(self.ring, self.ring.factors[k], e)))
        return out

    def _inverse_monomial(self, scale: fmpq, monomial: Monomial) -> Form:
        plain = tuple((g, -e) for g, e in monomial if g not in self.ring.related)
        out = Form({plain: 1 / scale})
        for g, e in monomial:
            if g not in self.ring.related:
                continue
            record = self.ring.generators[g]
            if record.key[0] in ("when", "sign"):
                raise UndecidedError("a denominator vanishes on one side of a condition")
            assert record.power is not None
            assert record.replacement is not None
            raised = Form(generator(g, record.power - e))
            out = self.multiply([out, raised, self.inverse(Form(record.replacement))])
        return out

    def _inverse_poly(self, poly: Poly) -> Form:
        """1 / poly, a related generator g in poly = a + b g removed by its conjugate a - b g."""
        met = {g for m in poly for g, _ in m if g in self.ring.related}
        if sign_of(self.ring, poly) in ("positive", "negative"):
            met = {g for g in met if self.ring.generators[g].key[0] == "when"}
        conjugable = [g for g in met if self.ring.generators[g].key[0] != "sin"]
        if not conjugable:
            return Form({ONE: fmpq(1)}, ((self.ring.factor(poly), 1),))
        g = max(conjugable)
        record = self.ring.generators[g]
        if record.power != 2 or record.replacement is None:
            raise UndecidedError("a denominator holds a root or sign that cannot be removed")
        without = {m: c for m, c in poly.items() if all(h != g for h, _ in m)}
        slope = {_dropped(m, g): c for m, c in poly.items() if any(h == g for h, _ in m)}
        if record.key[0] == "when":
            return self._inverse_by_cases(g, without, slope)
        conjugate = total(
            self.ring,
            [without, scaled(times(self.ring, slope, generator(g)), fmpq(-1))],
        )
        norm = times(self.ring, poly, conjugate)
        if not norm:
            raise UndecidedError("a denominator vanishes on one side of a kink")
        return self._product(Form(conjugate), self.inverse(Form(norm)))

    def _inverse_by_cases(self, g: int, no: Poly, slope: Poly) -> Form:
        """1 / (no + slope * [condition]), each side inverted by itself."""
        yes = total(self.ring, [no, slope])
        if not yes or not no:
            raise UndecidedError("a denominator vanishes on one side of a condition")
        when = Form(generator(g))
        return self.choose(when, self.inverse(Form(yes)), self.inverse(Form(no)))

    def whole_power(self, base: Form, exponent: int) -> Form:
        if exponent < 0:
            return self.whole_power(self.inverse(base), -exponent)
        if exponent > 4096:
            raise UndecidedError("a power is too large to be checked exactly")
        below = tuple((k, e * exponent) for k, e in base.denominator if exponent)
        return Form(power(self.ring, base.numerator, exponent), below)

    def choose(self, condition: Form, yes: Form, no: Form) -> Form:
        """Both sides are brought over one denominator, so neither may hide a zero one: a side
        that is not taken need not be defined."""
        for side in (yes, no):
            self._refuse_doubtful_denominator(side)
        otherwise = self.subtract(Form(number(1)), condition)
        return self.add([self._product(condition, yes), self._product(otherwise, no)])

    def _refuse_doubtful_denominator(self, form: Form) -> None:
        below = [self.ring.factors[k] for k, _ in form.denominator]
        doubtful = {g for p in below if sign_of(self.ring, p) == "any" for m in p for g, _ in m}
        doubtful |= {g for m in form.numerator for g, e in m if e < 0}
        for g in doubtful:
            record = self.ring.generators[g]
            if record.key[0] != "symbol" and record.sign != "positive":
                raise UndecidedError("a side of a condition divides by what may be zero")

    def depends(self, form: Form) -> frozenset[int]:
        below = [self.ring.depends(self.ring.factors[k]) for k, _ in form.denominator]
        return self.ring.depends(form.numerator).union(*below)

    def sign(self, form: Form) -> str:
        """`positive`, `negative`, `nonnegative`, `nonpositive`, `zero` where provable, else
        `any`."""
        above = sign_of(self.ring, form.numerator)
        for k, e in form.denominator:
            if e % 2 == 0:
                continue
            below = sign_of(self.ring, self.ring.factors[k])
            if below in ("any", "zero"):
                return "any"
            if below in ("negative", "nonpositive"):
                above = _opposite(above)
        return above


def _opposite(sign: Any) -> Any:
    swap = {
        "positive": "negative",
        "negative": "positive",
        "nonnegative": "nonpositive",
        "nonpositive": "nonnegative",
    }
    return swap.get(sign, sign)


def _joined(a: dict[int, int], b: dict[int, int]) -> Denominator:
    exponents = dict(a)
    for k, e in b.items():
        exponents[k] = exponents.get(k, 0) + e
    return tuple(sorted((k, e) for k, e in exponents.items() if e))


def _dropped(monomial: Monomial, g: int) -> Monomial:
    return merged(monomial, ((g, -1),))
