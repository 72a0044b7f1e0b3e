"""Arithmetic of sparse polynomials over Q in any number of generators.

FLINT is asked only for long products and factors.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from math import lcm

from gamelang.symbolic import flinted
from gamelang.symbolic.limits import UNLIMITED, Budget, BudgetError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.sparse import (
    FIELD,
    HIGHEST,
    MASK,
    ZERO,
    Polynomial,
    exponents,
    make,
    primitive,
)

__all__ = [
    "FIELD",
    "HIGHEST",
    "MASK",
    "ZERO",
    "Polynomial",
    "collect",
    "common_monomial",
    "derivative",
    "divide",
    "divide_monomial",
    "divides",
    "exponents",
    "generator",
    "make",
    "multiply",
    "power",
    "primitive",
    "rational",
    "scale",
    "total",
]

ROWS_PER_CHECK = 64
PAIRS_FOR_FLINT = 30_000


def rational(value: Q) -> Polynomial:
    return Polynomial({0: value.numerator}, value.denominator, 0) if value else ZERO


def generator(number: int, power: int = 1) -> Polynomial:
    return Polynomial({_shifted(number, power): 1}, 1, power)


def _shifted(number: int, power: int) -> int:
    if power >= HIGHEST:
        raise BudgetError("a power of an expression is too large")
    return power << (FIELD * number)


def total(parts: Iterable[tuple[Q, Polynomial]], budget: Budget = UNLIMITED) -> Polynomial:
    """Σ coefficient · polynomial."""
    kept = [(c, p) for c, p in parts if c and p.terms]
    if len(kept) == 1 and kept[0][0] == 1:
        return kept[0][1]
    denominator = lcm(*(c.denominator * p.denominator for c, p in kept))
    found: dict[int, int] = {}
    get = found.get
    for coefficient, part in kept:
        scale = coefficient.numerator * (
            denominator // (coefficient.denominator * part.denominator)
        )
        for monomial, value in part.terms.items():
            found[monomial] = get(monomial, 0) + scale * value
        budget.check(len(found))
    terms = {m: c for m, c in found.items() if c}
    return make(terms, denominator, max((p.degree for _, p in kept), default=0))


def multiply(a: Polynomial, b: Polynomial, budget: Budget = UNLIMITED) -> Polynomial:
    if not a.terms or not b.terms:
        return ZERO
    if len(a) > len(b):
        a, b = b, a
    degree = a.degree + b.degree
    if degree >= HIGHEST:
        raise BudgetError("an expression has too high a degree")
    pairs = len(a) * len(b)
    budget.check()
    if pairs > PAIRS_FOR_FLINT:
        product = flinted.multiply(a, b, budget)
        if product is not None:
            return product
    found: dict[int, int] = {}
    get = found.get
    others = list(b.terms.items())
    for row, (m, c) in enumerate(a.terms.items()):
        for k, d in others:
            at = m + k
            found[at] = get(at, 0) + c * d
        if row % ROWS_PER_CHECK == 0 or len(others) > PAIRS_FOR_FLINT:
            budget.check(len(found))
    terms = {m: c for m, c in found.items() if c}
    return make(terms, a.denominator * b.denominator, degree)


def power(base: Polynomial, exponent: int, budget: Budget = UNLIMITED) -> Polynomial:
    """base ** exponent for exponent >= 0."""
    if len(base) == 1:
        ((monomial, value),) = base.terms.items()
        degree = base.degree * exponent
        if degree >= HIGHEST or exponent * value.bit_length() > budget.monomials:
            raise BudgetError("a power of an expression is too large")
        return Polynomial(
            {monomial * exponent: value**exponent}, base.denominator**exponent, degree
        )
    result = rational(1)
    while exponent:
        if exponent & 1:
            result = multiply(result, base, budget)
        exponent >>= 1
        if exponent:
            base = multiply(base, base, budget)
    return result


def scale(factor: Q, p: Polynomial) -> Polynomial:
    return total(((factor, p),))


def derivative(p: Polynomial, number: int) -> Polynomial:
    """∂p/∂generator."""
    shift = FIELD * number
    one = 1 << shift
    terms = {m - one: c * ((m >> shift) & MASK) for m, c in p.terms.items() if (m >> shift) & MASK}
    return make(terms, p.denominator, p.degree)


def common_monomial(p: Polynomial) -> int:
    """The largest monomial that divides every term."""
    terms = iter(p.terms)
    shared = dict(exponents(next(terms)))
    for monomial in terms:
        if not shared:
            break
        shared = {
            g: least
            for g, e in shared.items()
            if (least := min(e, (monomial >> (FIELD * g)) & MASK))
        }
    return sum(e << (FIELD * g) for g, e in shared.items())


def divide_monomial(p: Polynomial, monomial: int) -> Polynomial:
    """p divided by a monomial that divides every term."""
    return Polynomial({m - monomial: c for m, c in p.terms.items()}, p.denominator, p.degree)


def divides(small: int, large: int) -> bool:
    """Whether a monomial divides another."""
    return all((large >> (FIELD * g)) & MASK >= e for g, e in exponents(small))


def divide(p: Polynomial, d: Polynomial, budget: Budget = UNLIMITED) -> Polynomial | None:
    """p / d if d, primitive, divides p; else None."""
    if len(d) == 1:
        ((monomial, value),) = d.terms.items()
        if value != 1 or not all(divides(monomial, m) for m in p.terms):
            return None
        return divide_monomial(p, monomial)
    head = d.leading
    lead = d.terms[head]
    rest = [(m, c) for m, c in d.terms.items() if m != head]
    remaining = dict(p.terms)
    heap = [-m for m in remaining]
    heapify(heap)
    quotient: dict[int, int] = {}
    while heap:
        top = -heappop(heap)
        value = remaining.pop(top, 0)
        if not value:
            continue
        factor, left = divmod(value, lead)
        if left or not divides(head, top):
            return None
        at = top - head
        quotient[at] = factor
        if len(quotient) % ROWS_PER_CHECK == 0:
            budget.check(len(quotient))
        for m, c in rest:
            k = at + m
            if k not in remaining:
                remaining[k] = 0
                heappush(heap, -k)
            remaining[k] -= factor * c
    return make(quotient, p.denominator, p.degree)


def collect(p: Polynomial, numbers: frozenset[int]) -> dict[int, Polynomial]:
    """p as a polynomial in these generators: monomial in them -> coefficient in the others."""
    field_mask = sum(MASK << (FIELD * g) for g in numbers)
    parts: dict[int, dict[int, int]] = {}
    for monomial, value in p.terms.items():
        inside = monomial & field_mask
        parts.setdefault(inside, {})[monomial - inside] = value
    return {m: make(terms, p.denominator, p.degree) for m, terms in parts.items()}
