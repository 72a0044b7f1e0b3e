"""Rational functions: a numerator over a product of powers of denominators that stay apart.

No common divisors are needed for a zero test; a denominator is cancelled where it divides the
numerator exactly, which keeps sums short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from gamelang.symbolic import polynomials
from gamelang.symbolic.limits import Budget, UndecidedError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.polynomials import Polynomial

Divisors = tuple[tuple[Polynomial, int], ...]
CANCEL_TERMS = 3_000
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / Π divisor ** power; divisors are primitive, not constant and distinct."""

    numerator: Polynomial
    divisors: Divisors = ()

    def __bool__(self) -> bool:
        return bool(self.numerator)

    @property
    def polynomial(self) -> Polynomial | None:
        """The value if there is no denominator."""
        return None if self.divisors else self.numerator

    @property
    def constant(self) -> Q | None:
        return None if self.divisors else self.numerator.constant

    def generators(self) -> frozenset[int]:
        found = set(self.numerator.generators())
        for divisor, _ in self.divisors:
            found.update(divisor.generators())
        return frozenset(found)


ZERO = Quotient(polynomials.ZERO)


def of(p: Polynomial) -> Quotient:
    return Quotient(p)


def rational(value: Q) -> Quotient:
    return Quotient(polynomials.rational(value))


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sums, products and powers of quotients; `reduce` applies the generators' relations."""

    budget: Budget
    reduce: Callable[[Polynomial], Polynomial]

    def product(self, a: Polynomial, b: Polynomial) -> Polynomial:
        return self.reduce(polynomials.multiply(a, b, self.budget))

    def total(self, parts: Iterable[tuple[Q, Quotient]]) -> Quotient:
        """Σ coefficient · quotient."""
        kept = [(c, q) for c, q in parts if c and q.numerator]
        if not any(q.divisors for _, q in kept):
            return Quotient(polynomials.total(((c, q.numerator) for c, q in kept), self.budget))
        common: dict[Polynomial, int] = {}
        for _, quotient in kept:
            for divisor, power in quotient.divisors:
                common[divisor] = max(common.get(divisor, 0), power)
        groups: dict[Divisors, list[tuple[Q, Polynomial]]] = {}
        for coefficient, quotient in kept:
            groups.setdefault(quotient.divisors, []).append((coefficient, quotient.numerator))
        lifted: list[tuple[Q, Polynomial]] = []
        for divisors, members in groups.items():
            numerator = polynomials.total(members, self.budget)
            have = dict(divisors)
            for divisor, power in common.items():
                for _ in range(power - have.get(divisor, 0)):
                    numerator = self.product(numerator, divisor)
            lifted.append((1, numerator))
        return self._lowest(polynomials.total(lifted, self.budget), common)

    def multiply(self, a: Quotient, b: Quotient) -> Quotient:
        if not a.divisors and not b.divisors:
            return Quotient(self.product(a.numerator, b.numerator))
        joined = dict(a.divisors)
        for divisor, power in b.divisors:
            joined[divisor] = joined.get(divisor, 0) + power
        return self._lowest(self.product(a.numerator, b.numerator), joined)

    def power(self, base: Quotient, exponent: int) -> Quotient:
        if exponent < 0:
            return self.power(self.inverse(base), -exponent)
        if exponent == 1:
            return base
        numerator = self._polynomial_power(base.numerator, exponent)
        return Quotient(numerator, tuple((d, e * exponent) for d, e in base.divisors if exponent))

    def _polynomial_power(self, base: Polynomial, exponent: int) -> Polynomial:
        result = polynomials.rational(1)
        while exponent:
            if exponent & 1:
                result = self.product(result, base)
            exponent >>= 1
            if exponent:
                base = self.product(base, base)
        return result

    def inverse(self, q: Quotient) -> Quotient:
        """1 / q. Single generators that divide the numerator become divisors of their own."""
        if not q.numerator:
            raise UndecidedError("a division by an expression that is zero")
        content, simple = polynomials.primitive(q.numerator)
        monomial = polynomials.common_monomial(simple)
        divisors: dict[Polynomial, int] = {}
        for number, power in polynomials.exponents(monomial):
            divisors[polynomials.generator(number)] = power
        rest = polynomials.divide_monomial(simple, monomial)
        if rest.constant is None:
            divisors[rest] = 1
        numerator = polynomials.rational(1 / Fraction(content))
        for divisor, power in q.divisors:
            for _ in range(power):
                numerator = self.product(numerator, divisor)
        return self._lowest(numerator, divisors)

    def _lowest(self, numerator: Polynomial, divisors: dict[Polynomial, int]) -> Quotient:
        """Divisors that divide the numerator are cancelled."""
        if not numerator:
            return ZERO
        kept: list[tuple[Polynomial, int]] = []
        for divisor, power in divisors.items():
            while power and len(numerator) <= CANCEL_TERMS:
                shorter = polynomials.divide(numerator, divisor, self.budget)
                if shorter is None:
                    break
                numerator, power = shorter, power - 1
            if power:
                kept.append((divisor, power))
        kept.sort(key=lambda pair: (pair[0].leading, len(pair[0]), hash(pair[0])))
        return Quotient(numerator, tuple(kept))
