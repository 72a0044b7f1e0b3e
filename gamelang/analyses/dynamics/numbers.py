"""Real algebraic numbers, isolated: the positive roots of rational polynomials, and texts.

A root is known by an enclosure that no other root shares; it is written exactly where it is
rational or a square root, else as a decimal on the side that the reader needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from gamelang.analyses.eigenvalues import exact_roots
from gamelang.analyses.rationals import fraction, rational, simplest

BITS = 256
FIGURES = 6
MOST_TO_FACTOR = 80
LONGEST = 28


@dataclass(frozen=True, slots=True)
class Root:
    """low <= root <= high; `poly` is a square-free polynomial that vanishes there."""

    low: Fraction
    high: Fraction
    poly: Any

    @property
    def exact(self) -> str | None:
        """The number, if it is rational or lies in a quadratic field, and short."""
        text = self._text()
        return text if text is not None and len(text) <= LONGEST else None

    @property
    def rational(self) -> Fraction | None:
        middle = simplest(self.low, self.high)
        return middle if self.poly(rational(middle)) == 0 else None

    def _text(self) -> str | None:
        if self.rational is not None:
            return str(self.rational)
        if self.poly.degree() > MOST_TO_FACTOR:
            return None
        return self._quadratic()

    def _quadratic(self) -> str | None:
        """Of the factor of degree two that vanishes between the ends, where there is one."""
        for factor, _ in self.poly.factor()[1]:
            if factor.degree() != 2:
                continue
            if factor(rational(self.low)) * factor(rational(self.high)) > 0:
                continue
            texts = exact_roots([fraction(c) for c in factor.coeffs()])
            turning = -fraction(factor[1]) / (2 * fraction(factor[2]))
            return None if texts is None else texts[0 if self.low >= turning else 1]
        return None

    def below(self) -> str:
        """The number, or a decimal that is surely smaller."""
        return self.exact or decimal(self.low, down=True)

    def above(self) -> str:
        """The number, or a decimal that is surely larger."""
        return self.exact or decimal(self.high, down=False)


def positive_roots(polys: Sequence[Any]) -> list[Root]:
    """The positive real roots of all, in order, each once."""
    import flint

    product = flint.fmpq_poly([1])
    for poly in polys:
        if poly.degree() > 0:
            product = product * (poly / poly.gcd(product))
    return [root for root in real_roots(product) if root.low > 0]


def real_roots(poly: Any) -> list[Root]:
    """The real roots in order, each once."""
    import flint

    rest, found = poly, []
    while rest.degree() > 0 and rest(0) == 0:
        rest = rest.right_shift(1)
        found = [Root(Fraction(0), Fraction(0), flint.fmpq_poly([0, 1]))]
    if rest.degree() > 0:
        rest = rest / rest.gcd(rest.derivative())
        found += [Root(low, high, rest) for low, high in _isolated(rest.numer())]
    return sorted(found, key=lambda root: root.low)


def _isolated(whole: Any) -> list[tuple[Fraction, Fraction]]:
    """Enclosures of the real roots of a polynomial without the root 0, none around 0."""
    import flint

    before, bits = flint.ctx.prec, BITS
    try:
        while True:
            flint.ctx.prec = bits
            found = [enclosure(r.real) for r, _ in whole.complex_roots() if r.imag == 0]
            if all(low > 0 or high < 0 for low, high in found):
                return found
            bits *= 2
    finally:
        flint.ctx.prec = before


def enclosure(ball: Any) -> tuple[Fraction, Fraction]:
    """Rational ends of a ball."""
    return _end(ball.lower()), _end(ball.upper())


def _end(ball: Any) -> Fraction:
    mantissa, exponent = ball.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def between(low: Root | None, high: Root | None) -> Fraction:
    """A simple rational strictly between two roots."""
    start = Fraction(0) if low is None else low.high
    if high is None:
        return Fraction(floor(start) + 1)
    gap = (high.low - start) / 4
    return simplest(start + gap, high.low - gap)


def decimal(value: Fraction, down: bool, figures: int = FIGURES) -> str:
    """A decimal of some figures on the stated side of a number."""
    if not value:
        return "0"
    step = Fraction(1)
    while step * 10 ** (figures - 1) > abs(value):
        step /= 10
    while step * 10**figures <= abs(value):
        step *= 10
    places = floor(value / step) if down else ceil(value / step)
    return decimal_text(places * step)


def decimal_text(value: Fraction) -> str:
    """A number whose denominator is a product of 2s and 5s, with a point."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    plain = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{plain[:-digits]}.{plain[-digits:]}"
