"""Kernels of plain numbers (log 3, exp(1/2), sqrt 2) enclosed in balls, to see that a sum of them
is not 0."""

from __future__ import annotations

from fractions import Fraction

import flint
from flint import arb

from gamelang.certify.polynomials import Monomial, Poly, Ring, UndecidedError

PRECISIONS = (64, 256)


def numeric_sign(ring: Ring, poly: Poly) -> int | None:
    """The sign of a polynomial in kernels without symbols; None if it may be 0 or is none."""
    if any(ring.generators[g].depends for m in poly for g, _ in m):
        return None
    before = flint.ctx.prec
    try:
        for precision in PRECISIONS:
            flint.ctx.prec = precision
            value = _value(ring, poly)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
    except UndecidedError:
        return None
    finally:
        flint.ctx.prec = before
    return None


def _value(ring: Ring, poly: Poly) -> arb:
    total = arb(0)
    for monomial, c in poly.items():
        total += arb(c) * _monomial(ring, monomial)
    return total


def _monomial(ring: Ring, monomial: Monomial) -> arb:
    out = arb(1)
    for g, exponent in monomial:
        base = _generator(ring, g)
        out *= base**exponent if isinstance(exponent, int) else base ** _ball(exponent)
    return out


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator


def _generator(ring: Ring, g: int) -> arb:
    match ring.generators[g].key:
        case ("pi",):
            return arb.pi()
        case ("exp" | "sin" | "cos" | "erf" as name, frozenset() as inside, tuple() as below):
            value = _value(ring, dict(inside))
            for k, e in below:
                value = value / _value(ring, ring.factors[k]) ** e
            found: arb = getattr(arb, name)(value)
            return found
        case ("log", frozenset() as inside):
            return abs(_value(ring, dict(inside))).log()
        case ("root", frozenset() as inside, int() as degree):
            return _value(ring, dict(inside)) ** (arb(1) / degree)
    raise UndecidedError("a kernel has no value")
