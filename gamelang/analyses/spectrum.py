"""Eigenvalues of an exact rational matrix: how many lie on each side of the imaginary axis.

Characteristic polynomial by Faddeev and LeVerrier; sides by Sturm chains (no floats), so a centre
or a zero eigenvalue is decided, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

Rows = Sequence[Sequence[Fraction]]
Poly = list[Fraction]  # coefficients, constant term first, leading one not 0; [] is 0
LARGEST = 60


@dataclass(frozen=True, slots=True)
class Sides:
    """Eigenvalues (with multiplicity) with positive, zero and negative real part."""

    positive: int
    imaginary: int
    negative: int
    zero: int


def characteristic(rows: Rows) -> Poly:
    """det(s I - M)."""
    n = len(rows)
    coefficients = [Fraction(1)]
    current = [[Fraction(i == j) for j in range(n)] for i in range(n)]
    for k in range(1, n + 1):
        product = [
            [
                sum((row[m] * current[m][j] for m in range(n) if row[m]), Fraction(0))
                for j in range(n)
            ]
            for row in rows
        ]
        c = -sum((product[i][i] for i in range(n)), Fraction(0)) / k
        coefficients.append(c)
        for i in range(n):
            product[i][i] += c
        current = product
    return coefficients[::-1]


def sides(poly: Poly) -> Sides:
    """Where the roots of a real polynomial lie.

    p(iw) = E(w) + i O(w). Their common divisor g holds the roots on the axis and those that are
    mirror images in it; for the rest the Cauchy index counts left minus right.
    """
    zero = next(k for k, c in enumerate(poly) if c)
    even, odd = _on_axis(poly)
    common = _gcd(even, odd)
    on_axis = _real_roots_with_multiplicity(common)
    mirrored = (len(common) - 1 - on_axis) // 2
    rest = len(poly) - len(common)
    index = _index(_quotient(even, common), _quotient(odd, common))
    right = (rest - index) // 2
    return Sides(right + mirrored, on_axis, rest - right + mirrored, zero)


def _on_axis(poly: Poly) -> tuple[Poly, Poly]:
    even = [c * (1, 0, -1, 0)[k % 4] for k, c in enumerate(poly)]
    odd = [c * (0, 1, 0, -1)[k % 4] for k, c in enumerate(poly)]
    return trimmed(even), trimmed(odd)


def trimmed(poly: Poly) -> Poly:
    out = list(poly)
    while out and not out[-1]:
        out.pop()
    return out


def _remainder(a: Poly, b: Poly) -> Poly:
    return _divided(a, b)[1]


def _quotient(a: Poly, b: Poly) -> Poly:
    return _divided(a, b)[0]


def _divided(a: Poly, b: Poly) -> tuple[Poly, Poly]:
    rest = list(a)
    out = [Fraction(0)] * max(0, len(a) - len(b) + 1)
    for shift in range(len(a) - len(b), -1, -1):
        factor = rest[shift + len(b) - 1] / b[-1]
        out[shift] = factor
        if factor:
            for k, c in enumerate(b):
                rest[shift + k] -= factor * c
    return trimmed(out), trimmed(rest)


def _gcd(a: Poly, b: Poly) -> Poly:
    while b:
        a, b = b, _remainder(a, b)
    return [c / a[-1] for c in a]


def _derivative(poly: Poly) -> Poly:
    return [k * c for k, c in enumerate(poly)][1:]


def _real_roots_with_multiplicity(poly: Poly) -> int:
    count = 0
    while len(poly) > 1:
        count += _variations(_chain(poly, _derivative(poly)))
        poly = _gcd(poly, _derivative(poly))
    return count


def _chain(a: Poly, b: Poly) -> list[Poly]:
    """Sturm's chain: each the negative of a remainder."""
    chain = [a]
    while b:
        chain.append(b)
        a, b = b, [-c for c in _remainder(a, b)]
    return chain


def _variations(chain: list[Poly]) -> int:
    """Sign changes at minus infinity less those at plus infinity."""
    below = [(p[-1] > 0) == (len(p) % 2 == 1) for p in chain]
    above = [p[-1] > 0 for p in chain]
    return _changes(below) - _changes(above)


def _changes(signs: list[bool]) -> int:
    return sum(a != b for a, b in pairwise(signs))


def _index(even: Poly, odd: Poly) -> int:
    """(roots left of the axis) - (roots right of it), none being on it or mirrored.

    The argument of p(iw) turns by pi for each root on the left and by -pi for each on the right.
    """
    if len(even) > len(odd):
        return -_variations(_chain(even, odd)) if odd else 0
    return _variations(_chain(odd, even)) if even else 0
