"""Polynomials lent to FLINT: long products and factors. FLINT loads on first use.

One FLINT call cannot be interrupted, so sizes are checked before it.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from gamelang.symbolic.limits import UNLIMITED, Budget, BudgetError
from gamelang.symbolic.nodes import Q, tidy
from gamelang.symbolic.sparse import FIELD, MASK, Polynomial, exponents, make, primitive

MANY_GENERATORS = 60
PAIRS_LIMIT = 400_000_000
FACTOR_TERMS = 4_000
FACTOR_DEGREE = 200


def multiply(a: Polynomial, b: Polynomial, budget: Budget = UNLIMITED) -> Polynomial | None:
    """a · b, or None where there are too many generators for dense exponents."""
    numbers = _generators(a, b)
    if len(numbers) > MANY_GENERATORS:
        return None
    if len(a) * len(b) > PAIRS_LIMIT:
        raise BudgetError("a product of expressions is too large")
    ring = _ring(len(numbers))
    product = _to(ring, a, numbers) * _to(ring, b, numbers)
    budget.check(len(product))
    return _back(product, numbers, a.degree + b.degree)


def factor(p: Polynomial, budget: Budget = UNLIMITED) -> tuple[Q, list[tuple[Polynomial, int]]]:
    """(c, [(factor, exponent)]): irreducible over Q, primitive, leading coefficient > 0."""
    budget.check()
    constant = p.constant
    if constant is not None:
        return constant, []
    if len(p) > FACTOR_TERMS or p.degree > FACTOR_DEGREE:
        raise BudgetError("an expression is too large to be factored")
    numbers = _generators(p)
    value, found = _to(_ring(len(numbers)), p, numbers).factor()
    content: Q = Fraction(int(value.p), int(value.q))
    factors: list[tuple[Polynomial, int]] = []
    for part, power in found:
        unit, simple = primitive(_back(part, numbers, p.degree))
        content *= Fraction(unit) ** int(power)
        factors.append((simple, int(power)))
    return tidy(content), factors


def _generators(*polynomials: Polynomial) -> tuple[int, ...]:
    joined = 0
    for p in polynomials:
        for monomial in p.terms:
            joined |= monomial
    return tuple(g for g, _ in exponents(joined))


def _ring(size: int) -> Any:
    import flint

    return flint.fmpq_mpoly_ctx.get((("x", max(size, 1)),), flint.Ordering.lex)


def _to(ring: Any, p: Polynomial, numbers: tuple[int, ...]) -> Any:
    import flint

    shifts = [FIELD * g for g in numbers] or [0]
    return ring.from_dict(
        {
            tuple((m >> s) & MASK for s in shifts): flint.fmpq(c, p.denominator)
            for m, c in p.terms.items()
        }
    )


def _back(element: Any, numbers: tuple[int, ...], degree: int) -> Polynomial:
    values = element.to_dict()
    denominator = lcm(*(int(c.q) for c in values.values()))
    shifts = [FIELD * g for g in numbers]
    terms = {
        sum(int(e) << s for e, s in zip(powers, shifts, strict=False)): int(c.p)
        * (denominator // int(c.q))
        for powers, c in values.items()
    }
    return make(terms, denominator, degree)
