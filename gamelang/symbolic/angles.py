"""Sines and cosines as polynomials in one pair of generators for each independent angle."""

from __future__ import annotations

from fractions import Fraction

from gamelang.symbolic import polynomials, quotients
from gamelang.symbolic.kernels import Kernels, terms
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.tower import Generator

Pair = tuple[Quotient, Quotient]  # (sine, cosine) of one angle
MULTIPLES = 64
HALF = Fraction(1, 2)


def sine_and_cosine(kernels: Kernels, t: Quotient) -> Pair:
    """By the addition formulas over the terms of t, with s² = 1 - c²."""
    result: Pair = (quotients.ZERO, quotients.rational(1))
    for term, coefficient in terms(t):
        result = _sum(kernels, result, _term(kernels, term, coefficient))
    return result


def _sum(kernels: Kernels, a: Pair, b: Pair) -> Pair:
    ops = kernels.tower.arithmetic
    return (
        ops.total(((1, ops.multiply(a[0], b[1])), (1, ops.multiply(a[1], b[0])))),
        ops.total(((1, ops.multiply(a[1], b[1])), (-1, ops.multiply(a[0], b[0])))),
    )


def _term(kernels: Kernels, term: Quotient, coefficient: Q) -> Pair:
    tower = kernels.tower
    turns = Fraction(coefficient)
    if kernels._single(term, "pi") is not None and turns.denominator in (1, 2, 3, 4, 6):
        return _special(kernels, turns), _special(kernels, turns + HALF)
    unit = tower.unit("angle", term, coefficient)
    count = int(turns / unit)
    if abs(count) > MULTIPLES:
        raise UndecidedError("a sine or cosine of a large multiple of an angle")
    inside = tower.arithmetic.total(((unit, term),))
    cosine = tower.polynomial(Generator("cos", inside))
    ops = tower.arithmetic
    squared = polynomials.total(((1, polynomials.rational(1)), (-1, _square(cosine))))
    sine = polynomials.generator(tower.related(Generator("sin", inside), 2, squared))
    one: Pair = (
        ops.total(((1 if count > 0 else -1, quotients.of(sine)),)),
        quotients.of(cosine),
    )
    result: Pair = (quotients.ZERO, quotients.rational(1))
    for _ in range(abs(count)):
        result = _sum(kernels, result, one)
    return result


def _square(p: Polynomial) -> Polynomial:
    return polynomials.multiply(p, p)


def _special(kernels: Kernels, turns: Fraction) -> Quotient:
    """sin(turns · pi) for a denominator of 1, 2, 3, 4 or 6."""
    turns %= 2
    ops = kernels.tower.arithmetic
    if turns >= 1:
        return ops.total(((-1, _special(kernels, turns - 1)),))
    turns = min(turns, 1 - turns)
    if not turns:
        return quotients.ZERO
    squared = {Fraction(1, 6): HALF**2, Fraction(1, 4): HALF, Fraction(1, 3): 3 * HALF**2}
    return kernels.power(quotients.rational(squared.get(turns, Fraction(1))), HALF)
