"""Eigenvalues of H in balls: on which side of the imaginary axis, and as decimals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gamelang.analyses.point import Place
from gamelang.analyses.rounded import above, decimal
from gamelang.symbolic.numbers import precision

BITS = 128
LARGEST = 120
Texts = tuple[tuple[str, ...] | None, str | None]


@dataclass(frozen=True, slots=True)
class RealParts:
    """How many eigenvalues surely have a positive, a negative real part; the rest is open."""

    positive: int
    negative: int
    open: int


def real_parts(place: Place) -> RealParts | None:
    """None where the eigenvalues cannot be enclosed."""
    found = eigenvalue_balls(place)
    if found is None:
        return None
    positive = sum(bool(value.real > 0) for value in found)
    negative = sum(bool(value.real < 0) for value in found)
    return RealParts(positive, negative, len(found) - positive - negative)


def eigenvalue_balls(place: Place) -> list[Any] | None:
    """One enclosure for each eigenvalue of H, with multiplicity."""
    import flint

    hessian = place.jacobian
    if not 0 < len(hessian) <= LARGEST:
        return None
    rows = place.balls(hessian, BITS)
    if rows is None:
        return None
    with precision(BITS):
        try:
            found = flint.acb_mat(rows).eig(multiple=True)
        except (ValueError, ZeroDivisionError):
            return None
    return found if all(value.is_finite() for value in found) else None


def eigenvalue_texts(place: Place) -> Texts:
    """Decimals, and how far each may be from its eigenvalue."""
    found = eigenvalue_balls(place)
    if found is None:
        return None, None
    texts, off = [], Fraction(0)
    for value in sorted(found, key=lambda v: (float(v.real.mid()), float(v.imag.mid()))):
        real, real_off = decimal(value.real)
        imaginary, imaginary_off = decimal(value.imag)
        off = max(off, Fraction(real_off) + Fraction(imaginary_off))
        texts.append(_text(real, imaginary, value))
    from gamelang.analyses.rationals import ball

    return tuple(texts), above(ball(off))


def _text(real: str, imaginary: str, value: Any) -> str:
    if value.imag.contains(0):
        return real
    sign = "-" if imaginary.startswith("-") else "+"
    size = imaginary.removeprefix("-")
    if value.real.contains(0):
        return f"{'-' if sign == '-' else ''}{size}*I"
    return f"{real} {sign} {size}*I"
