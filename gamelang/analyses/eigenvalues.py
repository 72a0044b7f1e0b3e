"""Eigenvalues of an exact rational matrix as texts: where radicals of degree two say them."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from gamelang.analyses.rationals import fraction, rational
from gamelang.analyses.spectrum import Poly, Rows, characteristic, trimmed


def eigenvalues(rows: Rows) -> tuple[str, ...] | None:
    """Every eigenvalue as an exact text, or None where some has no simple one."""
    from flint import fmpq_poly

    poly = fmpq_poly([rational(c) for c in characteristic(rows)])
    texts: list[str] = []
    for factor, multiplicity in poly.factor()[1]:
        part = [fraction(c) for c in factor.coeffs()]
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
    return trimmed(out)


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
