"""Exact rational arithmetic: the values of constant expressions, where they are rational."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any
from typing import Literal as Word

POWER_BITS = 100_000


class IrrationalError(Exception):
    """The value is no rational number, or not known, or too long."""


class OutsideError(Exception):
    """The value does not exist: log of a negative number, division by zero."""


class Exact:
    """`Arithmetic` over Fraction."""

    def number(self, value: Fraction) -> Fraction:
        return value

    def constant(self, name: Word["pi", "inf"]) -> Fraction:
        raise IrrationalError(name)

    def add(self, terms: Sequence[Fraction]) -> Fraction:
        return sum(terms, Fraction(0))

    def multiply(self, factors: Sequence[Fraction]) -> Fraction:
        product = Fraction(1)
        for factor in factors:
            product *= factor
        return product

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if base == 0 and exponent < 0:
            raise OutsideError("division by zero")
        if base < 0 and exponent.denominator != 1:
            raise OutsideError("a root of a negative number")
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(exponent.numerator) > POWER_BITS:
            raise IrrationalError("too long")
        whole: Fraction = base**exponent.numerator
        return root(whole, exponent.denominator)

    def apply(self, primitive: str, *arguments: Fraction) -> Fraction:
        x = arguments[0]
        if primitive == "log" and x <= 0:
            raise OutsideError("log of a number that is not positive")
        known = KNOWN.get((primitive, x)) if len(arguments) == 1 else None
        if known is not None:
            return known
        if primitive in FUNCTIONS:
            return FUNCTIONS[primitive](*arguments)
        raise IrrationalError(primitive)

    def compare(self, symbol: str, a: Fraction, b: Fraction) -> bool:
        return {"less": a < b, "lesseq": a <= b, "equal": a == b, "unequal": a != b}[symbol]

    def logic(self, symbol: str, *conditions: Any) -> Any:
        raise AssertionError(symbol)

    def choose(self, condition: Any, yes: Fraction, no: Fraction) -> Fraction:
        raise AssertionError(condition)


def root(value: Fraction, degree: int) -> Fraction:
    """The exact root of a nonnegative rational, where it is rational."""
    if degree == 1:
        return value
    top, bottom = _root(value.numerator, degree), _root(value.denominator, degree)
    if top is None or bottom is None:
        raise IrrationalError("a root")
    return Fraction(top, bottom)


def _root(value: int, degree: int) -> int | None:
    if degree == 2:
        found = isqrt(value)
    elif value < 2:
        return value
    else:
        low, high = 1, 1 << (value.bit_length() // degree + 1)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
        found = low
    return found if found**degree == value else None


def _sign(x: Fraction) -> Fraction:
    return Fraction((x > 0) - (x < 0))


FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "abs": abs,
    "sign": _sign,
    "maximum": max,
    "minimum": min,
}
ZERO, ONE = Fraction(0), Fraction(1)
KNOWN: dict[tuple[str, Fraction], Fraction] = {
    ("exp", ZERO): ONE,
    ("log", ONE): ZERO,
    ("sin", ZERO): ZERO,
    ("cos", ZERO): ONE,
    ("tan", ZERO): ZERO,
    ("tanh", ZERO): ZERO,
    ("erf", ZERO): ZERO,
}
