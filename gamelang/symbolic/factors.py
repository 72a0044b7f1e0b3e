"""Rational functions as products c · Π p ** e, and what is known about the sign of each factor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from gamelang.symbolic import polynomials
from gamelang.symbolic.limits import Budget, BudgetError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.polynomials import FIELD, MASK, Polynomial
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.tower import Tower

SMALL = 60
POSITIVE = ("exp", "root", "pi")


@dataclass(frozen=True, slots=True)
class Factored:
    """content · Π factor ** exponent; factors primitive and distinct."""

    content: Q
    factors: tuple[tuple[Polynomial, int], ...]


def factor_quotient(q: Quotient, budget: Budget) -> Factored:
    """Into irreducible factors, or coarser ones where a polynomial is too large for that."""
    content, found = factor(q.numerator, budget)
    total = dict(found)
    for divisor, power in q.divisors:
        unit, parts = factor(divisor, budget)
        content = Fraction(content) / Fraction(unit) ** power
        for part, exponent in parts:
            total[part] = total.get(part, 0) - exponent * power
    return Factored(content, tuple((p, e) for p, e in total.items() if e))


def factor(p: Polynomial, budget: Budget) -> tuple[Q, list[tuple[Polynomial, int]]]:
    """(content, factors); FLINT is asked only where there may be something to find."""
    if not p:
        return 0, []
    content, rest = polynomials.primitive(p)
    monomial = polynomials.common_monomial(rest)
    found = [(polynomials.generator(g), e) for g, e in polynomials.exponents(monomial)]
    rest = polynomials.divide_monomial(rest, monomial)
    if rest.constant is not None:
        return content, found
    if _linear_somewhere(rest):
        return content, [*found, (rest, 1)]
    from gamelang.symbolic import flinted

    try:
        unit, parts = flinted.factor(rest, budget)
    except BudgetError:
        budget.check()
        return content, [*found, (rest, 1)]
    return Fraction(content) * unit, [*found, *parts]


def _linear_somewhere(p: Polynomial) -> bool:
    """Irreducible for a cheap reason: some generator occurs in exactly one term, linearly and
    alone."""
    counts: dict[int, int] = {}
    alone: set[int] = set()
    for monomial in p.terms:
        powers = list(polynomials.exponents(monomial))
        for number, _ in powers:
            counts[number] = counts.get(number, 0) + 1
        if len(powers) == 1 and powers[0][1] == 1:
            alone.add(powers[0][0])
    return any(counts[number] == 1 for number in alone)


@dataclass(slots=True)
class Signs:
    """Signs of polynomials on the domain: given ones, and those that follow termwise.

    `lows` and `highs` are rational bounds of generators; `strictly` generators that are > 0 (1) or
    < 0 (-1); `known` maps a primitive polynomial to 1 (>= 0) or -1 (<= 0).
    """

    tower: Tower
    lows: dict[int, Q] = field(default_factory=dict)
    highs: dict[int, Q] = field(default_factory=dict)
    strictly: dict[int, int] = field(default_factory=dict)
    nonzero: set[int] = field(default_factory=set)
    known: dict[Polynomial, int] = field(default_factory=dict)

    def sign(self, p: Polynomial) -> int:
        """1 if p >= 0, -1 if p <= 0 on the whole domain, 0 if that is not known."""
        found = self.known.get(p)
        if found is not None:
            return found
        return next(filter(None, (self._termwise(q, free) for q, free in self._forms(p))), 0)

    def strict(self, p: Polynomial) -> int:
        """1 if p > 0, -1 if p < 0 on the whole domain, 0 if that is not known."""
        for q, free in self._forms(p):
            sign = self._termwise(q, free)
            if sign and any(self._away_from_zero(m, free) for m in q.terms):
                return sign
        return 0

    def _forms(self, p: Polynomial) -> Iterator[tuple[Polynomial, frozenset[int]]]:
        """p, and p with every bounded generator written as bound ± t; these t >= 0."""
        yield p, frozenset()
        if len(p) > SMALL or p.degree > SMALL:
            return
        for bounds, direction in ((self.lows, 1), (self.highs, -1)):
            moved = [g for g in p.generators() if g in bounds]
            if moved:
                q = p
                for g in moved:
                    q = _substitute(q, g, bounds[g], direction)
                yield q, frozenset(moved)

    def _termwise(self, p: Polynomial, nonnegative: frozenset[int]) -> int:
        signs = {self._term(m, c, nonnegative) for m, c in p.terms.items()}
        return signs.pop() if len(signs) == 1 else 0

    def _away_from_zero(self, monomial: int, free: frozenset[int]) -> bool:
        return all(
            g not in free
            and (
                g in self.strictly
                or g in self.nonzero
                or self.tower.generators[g].kind == "exp"
                or self.tower.generators[g].kind == "pi"
            )
            for g, _ in polynomials.exponents(monomial)
        )

    def _term(self, monomial: int, coefficient: int, nonnegative: frozenset[int]) -> int:
        sign = 1 if coefficient > 0 else -1
        for number, power in polynomials.exponents(monomial):
            if power % 2:
                sign *= 1 if number in nonnegative else self._generator(number)
        return sign

    def _generator(self, number: int) -> int:
        if self.tower.generators[number].kind in POSITIVE:
            return 1
        known = self.known.get(polynomials.generator(number))
        if known is not None:
            return known
        if self.lows.get(number, -1) >= 0:
            return 1
        return -1 if self.highs.get(number, 1) <= 0 else 0


def _substitute(p: Polynomial, number: int, bound: Q, direction: int) -> Polynomial:
    """p with the generator replaced by bound + direction · generator."""
    moved = polynomials.total(
        ((bound, polynomials.rational(1)), (direction, polynomials.generator(number)))
    )
    powers = [polynomials.rational(1)]
    parts: list[tuple[Q, Polynomial]] = []
    for monomial, coefficient in polynomials.collect(p, frozenset((number,))).items():
        exponent = (monomial >> (FIELD * number)) & MASK
        while len(powers) <= exponent:
            powers.append(polynomials.multiply(powers[-1], moved))
        parts.append((1, polynomials.multiply(coefficient, powers[exponent])))
    return polynomials.total(parts)
