"""Sparse polynomials against SymPy's, and quotients against Fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy

from gamelang.symbolic import flinted, polynomials, quotients
from gamelang.symbolic.limits import UNLIMITED, Budget, BudgetError
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Arithmetic, Quotient

SYMBOLS = sympy.symbols("g0:5")
OPS = Arithmetic(UNLIMITED, lambda p: p)


def random_polynomial(random: Random, length: int = 4) -> Polynomial:
    parts = []
    for _ in range(length):
        term = polynomials.rational(Fraction(random.randint(-9, 9), random.randint(1, 4)))
        for number in range(5):
            power = random.choice((0, 0, 0, 1, 2))
            term = polynomials.multiply(term, polynomials.generator(number, power))
        parts.append((1, term))
    return polynomials.total(parts)


def to_sympy(p: Polynomial) -> Any:
    return sympy.Add(
        *(
            sympy.Rational(c, p.denominator)
            * sympy.Mul(*(SYMBOLS[g] ** e for g, e in polynomials.exponents(m)))
            for m, c in p.terms.items()
        )
    )


@pytest.mark.parametrize("seed", range(10))
def test_sums_products_and_derivatives_agree_with_sympy(seed: int) -> None:
    random = Random(seed)
    a, b = random_polynomial(random), random_polynomial(random)
    pairs = [
        (polynomials.total(((2, a), (Fraction(-1, 3), b))), 2 * to_sympy(a) - to_sympy(b) / 3),
        (polynomials.multiply(a, b), to_sympy(a) * to_sympy(b)),
        (polynomials.power(a, 3), to_sympy(a) ** 3),
        (polynomials.derivative(a, 1), sympy.diff(to_sympy(a), SYMBOLS[1])),
    ]
    for ours, theirs in pairs:
        assert sympy.expand(to_sympy(ours) - theirs) == 0


@pytest.mark.parametrize("seed", range(10))
def test_exact_division_finds_the_other_factor(seed: int) -> None:
    random = Random(100 + seed)
    a = random_polynomial(random)
    _, b = polynomials.primitive(random_polynomial(random))
    assert polynomials.divide(polynomials.multiply(a, b), b) == a
    off = polynomials.total(((1, polynomials.multiply(a, b)), (1, polynomials.rational(1))))
    if b.constant is None:
        assert polynomials.divide(off, b) is None


@pytest.mark.parametrize("seed", range(6))
def test_flint_multiplies_and_factors_alike(seed: int) -> None:
    random = Random(200 + seed)
    a, b = random_polynomial(random), random_polynomial(random)
    product = polynomials.multiply(a, b)
    assert flinted.multiply(a, b) == product
    content, factors = flinted.factor(product)
    again = polynomials.rational(content)
    for factor, power in factors:
        again = polynomials.multiply(again, polynomials.power(factor, power))
    assert again == product


def test_collect_splits_coefficients_from_powers() -> None:
    x, a, b = (polynomials.generator(k) for k in range(3))
    p = polynomials.total(
        ((1, polynomials.multiply(a, x)), (1, polynomials.multiply(b, x)), (3, a))
    )
    parts = polynomials.collect(p, frozenset((0,)))
    assert parts[x.leading] == polynomials.total(((1, a), (1, b)))
    assert parts[0] == polynomials.scale(3, a)


def test_powers_beyond_the_exponent_field_are_refused_not_wrong() -> None:
    x = polynomials.generator(0)
    with pytest.raises(BudgetError):
        polynomials.power(x, 40_000)
    with pytest.raises(BudgetError):
        polynomials.multiply(polynomials.generator(0, 20_000), polynomials.generator(0, 20_000))


def test_a_long_product_stops_at_the_budget() -> None:
    p = polynomials.total([(1, polynomials.generator(k)) for k in range(40)])
    with pytest.raises(BudgetError, match="more than 500 monomials"):
        polynomials.power(p, 6, Budget(monomials=500))


@pytest.mark.parametrize("seed", range(8))
def test_quotients_agree_with_fractions(seed: int) -> None:
    random = Random(300 + seed)
    place = [Fraction(random.randint(2, 30), random.randint(1, 7)) for _ in range(5)]

    def at(p: Polynomial) -> Fraction:
        total = Fraction(0)
        for m, c in p.terms.items():
            term = Fraction(c, p.denominator)
            for g, e in polynomials.exponents(m):
                term *= place[g] ** e
            total += term
        return total

    def value(q: Quotient) -> Fraction:
        total = at(q.numerator)
        for divisor, power in q.divisors:
            total /= at(divisor) ** power
        return total

    a, b, c = (quotients.of(random_polynomial(random, 3)) for _ in range(3))
    x = OPS.multiply(a, OPS.inverse(b))
    y = OPS.multiply(c, OPS.power(b, -2))
    assert value(OPS.total(((1, x), (2, y)))) == value(x) + 2 * value(y)
    assert value(OPS.multiply(x, y)) == value(x) * value(y)
    assert not OPS.total(((1, OPS.multiply(x, b)), (-1, a)))
