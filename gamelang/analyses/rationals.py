"""Rational numbers, to and from FLINT's; and the simplest ones between two ends or in a ball."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

Ball = Any  # flint.arb
LEAST_EXPONENT = -4_000
PLAIN = (1, 2, 3, 4, 6, 8, 12, 20, 60, 200)  # denominators of guesses
TINY = Fraction(1, 1 << -LEAST_EXPONENT)


def rational(value: Fraction | int) -> Any:
    """As a flint.fmpq."""
    import flint

    return flint.fmpq(value.numerator, value.denominator)


def matrix(rows: Sequence[Sequence[Fraction]]) -> Any:
    """As a flint.fmpq_mat."""
    import flint

    entries = [rational(v) for row in rows for v in row]
    return flint.fmpq_mat(len(rows), len(rows[0]) if rows else 0, entries)


def fraction(value: Any) -> Fraction:
    """Of a flint.fmpq or fmpz."""
    import flint

    number = flint.fmpq(value)
    return Fraction(int(number.p), int(number.q))


def ball(value: Fraction | int) -> Ball:
    """The number, rounded to the current precision."""
    import flint

    return flint.arb(rational(value))


def near(exact: Ball) -> Fraction:
    """An exact ball as a rational, to within TINY: its exponent may be too large to write out."""
    mantissa, exponent = (int(part) for part in exact.man_exp())
    if exponent + mantissa.bit_length() < LEAST_EXPONENT:
        return Fraction(0)
    return Fraction(mantissa) * Fraction(2) ** exponent


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The rational of least denominator in [low, high]."""
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = floor(low)
    return below + 1 / simplest(1 / (high - below), 1 / (low - below))


def simplest_within(value: Ball, largest: int) -> Fraction | None:
    """A plain rational in a ball, its denominator at most `largest`: a guess, to be proved."""
    if not value.is_finite():
        return None
    middle = near(value.mid())
    guesses = [middle.limit_denominator(d) for d in (*PLAIN, largest) if d <= largest]
    return next((guess for guess in guesses if value.contains(rational(guess))), None)
