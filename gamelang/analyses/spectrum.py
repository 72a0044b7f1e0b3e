"""Eigenvalues of an exact rational matrix: how many on each side of the imaginary axis, and texts.

Characteristic polynomial by Faddeev and LeVerrier; sides by Sturm chains (no floats), so a centre
or a zero eigenvalue is decided, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

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
    return _trimmed(even), _trimmed(odd)


def _trimmed(poly: Poly) -> Poly:
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
    return _trimmed(out), _trimmed(rest)


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


# ---- eigenvalues as texts


def eigenvalues(rows: Rows) -> tuple[str, ...] | None:
    """Every eigenvalue as an exact text, or None where some has no simple one."""
    from flint import fmpq, fmpq_poly

    poly = fmpq_poly([fmpq(c.numerator, c.denominator) for c in characteristic(rows)])
    texts: list[str] = []
    for factor, multiplicity in poly.factor()[1]:
        part = [Fraction(int(fmpq(c).p), int(fmpq(c).q)) for c in factor.coeffs()]
        roots = exact_roots(part)
        if roots is None:
            return None
        texts += roots * int(multiplicity)
    return tuple(texts)


def exact_roots(poly: Poly) -> list[str] | None:
    """Of an irreducible polynomial: linear, quadratic, and some of degree four."""
    monic = [c / poly[-1] for c in poly]
    if len(monic) == 2:
        return [_number(-monic[0])]
    if len(monic) == 3:
        half = -monic[1] / 2
        return [_pair(half, sign, half * half - monic[0]) for sign in (1, -1)]
    if len(monic) == 5:
        center = -monic[3] / 4
        moved = _shifted(monic, center)
        if not moved[1]:
            roots = _biquadratic(-moved[2] / 2, moved[0])
            return [_joined(_number(center), r) if center else r for r in roots or []] or None
    return None


def _shifted(poly: Poly, center: Fraction) -> Poly:
    """p(s + center), by Horner."""
    out: Poly = []
    for c in reversed(poly):
        out = [
            a * center + b for a, b in zip([*out, Fraction(0)], [Fraction(0), *out], strict=True)
        ]
        out[0] += c
    return _trimmed(out)


def _biquadratic(a: Fraction, c: Fraction) -> list[str] | None:
    """s**4 - 2 a s**2 + c with c a square r**2: s = ±(sqrt((a+r)/2) ± sqrt((a-r)/2))."""
    if c <= 0:
        return None
    r = Fraction(isqrt(c.numerator), isqrt(c.denominator))
    if r * r != c:
        return None
    first, second = (a + r) / 2, (a - r) / 2
    return [_joined(_root(first, s), _root(second, t)) for s in (1, -1) for t in (1, -1)]


def _joined(a: str, b: str) -> str:
    return f"{a} - {b[1:]}" if b.startswith("-") else f"{a} + {b}"


def _pair(center: Fraction, sign: int, square: Fraction) -> str:
    """center ± sqrt(square)."""
    root = _root(square, sign)
    return _joined(_number(center), root) if center else root


def _root(square: Fraction, sign: int) -> str:
    """± sqrt(square) in lowest form: `sqrt(7)/2*I`, `-I`, `3/2`."""
    size = abs(square)
    inside = size.numerator * size.denominator
    outside, k = 1, 2
    while k * k <= inside and k < 10_000:
        while inside % (k * k) == 0:
            inside //= k * k
            outside *= k
        k += 1
    scale = Fraction(outside, size.denominator)
    text = "" if inside == 1 else f"sqrt({inside})"
    if not text:
        text = _number(scale)
    else:
        text = f"{scale.numerator}*{text}" if scale.numerator != 1 else text
        text += f"/{scale.denominator}" if scale.denominator != 1 else ""
    if square < 0:
        text = "I" if text == "1" else f"{text}*I"
    return f"-{text}" if sign < 0 else text


def _number(value: Fraction) -> str:
    return str(value)
