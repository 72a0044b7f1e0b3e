"""Powers of rationals in lowest form: 12^(1/2) is 2 · 3^(1/2)."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt

from gamelang.symbolic.limits import TooLargeError, UndefinedError
from gamelang.symbolic.nodes import Q, magnitude, tidy

BITS = 100_000
SMALL_PRIMES = 1000


def rational_power(base: Q, exponent: Q) -> tuple[Q, int, Q]:
    """(c, m, r) with base ** exponent = c · m ** r, m > 1 an integer, 0 <= r < 1."""
    if not base:
        if exponent < 0:
            raise UndefinedError("a division by zero")
        return 0, 1, 0
    size = max(abs(base.numerator), base.denominator).bit_length()
    if size > 1 and magnitude(exponent) * size > BITS:
        raise TooLargeError("a power of a number is too large")
    if exponent.denominator == 1:
        return tidy(Fraction(base) ** int(exponent)), 1, 0
    if base < 0:
        raise UndefinedError("a root of a negative number")
    degree = exponent.denominator
    # p/q under a root is (p q^(degree-1)) / q^degree, so one integer stays below the root.
    whole = base.numerator * base.denominator ** (degree - 1)
    outside, inside = split_power(whole, degree)
    root = Fraction(outside, base.denominator)
    numerator = exponent.numerator % degree
    scale = root**exponent.numerator * Fraction(inside) ** (exponent.numerator // degree)
    if inside == 1:
        return tidy(scale), 1, 0
    common = gcd(numerator, degree)
    if (numerator // common) > 1:
        more, inside_power = split_power(inside ** (numerator // common), degree // common)
        return tidy(scale * more), inside_power, Fraction(1, degree // common)
    return tidy(scale), inside, Fraction(numerator, degree)


def split_power(number: int, degree: int) -> tuple[int, int]:
    """(a, b) with number = a ** degree · b; b has no such factor below 1000, nor is one itself."""
    outside = 1
    for prime in range(2, SMALL_PRIMES):
        power = prime**degree
        if power > number:
            break
        while number % power == 0:
            number //= power
            outside *= prime
    root = integer_root(number, degree)
    if root is not None:
        return outside * root, 1
    return outside, number


def integer_root(number: int, degree: int) -> int | None:
    """The exact root of a positive integer, if it has one."""
    if degree == 2:
        root = isqrt(number)
        return root if root * root == number else None
    low, high = 1, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < number:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == number else None
