"""mu and L of a matrix H that is the same everywhere: S ⪰ mu G, ‖Hv‖ <= L‖v‖ in the metric G.

mu is the least root of det(S - mu G), L² the largest of det(HᵀG⁻¹H - L²G): both isolated exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from gamelang.analyses.dynamics.field import Rows, symmetric
from gamelang.analyses.dynamics.numbers import decimal, decimal_text, real_roots
from gamelang.analyses.eigenvalues import exact_roots
from gamelang.analyses.rationals import matrix
from gamelang.analyses.tangent import inverse_gram
from gamelang.symbolic.scalars import ScalarGame

FIGURES = 6
LONGEST = 24


@dataclass(frozen=True, slots=True)
class Bounds:
    """S ⪰ mu G and L² <= square; exact: not only a bound, but the best one."""

    mu: Fraction
    square: Fraction
    exact_mu: bool
    exact_square: bool

    @property
    def margin(self) -> str:
        """mu, as a decimal where it is only a bound."""
        return str(self.mu) if self.exact_mu else decimal_text(self.mu)

    @property
    def lipschitz(self) -> str:
        """L, a square root of a rational included; or a decimal above it."""
        if not self.square:
            return "0"
        if self.exact_square:
            text = exact_roots([-self.square, Fraction(0), Fraction(1)])
            if text is not None and len(text[0]) <= LONGEST:
                return text[0]
        return decimal(root_above(self.square), down=False)


def constant_bounds(game: ScalarGame, hessian: Rows) -> Bounds:
    """Of one matrix; exact where the roots are rational."""
    lifted = matrix(inverse_gram(game))
    values = real_roots((lifted * matrix(symmetric(hessian))).charpoly())
    least = values[0]
    rational = least.rational
    mu = rational if rational is not None else Fraction(decimal(least.low, down=True))
    h = matrix(hessian)
    squares = real_roots((lifted * h.transpose() * lifted * h).charpoly())
    largest = squares[-1]
    square = largest.rational
    if square is None:
        square = Fraction(decimal(largest.high, down=False))
    return Bounds(mu, square, rational is not None, largest.rational is not None)


def root_above(square: Fraction) -> Fraction:
    """A rational just above √square."""
    scale = 10 ** (2 * FIGURES + len(str(square.denominator)))
    return Fraction(isqrt(square.numerator * scale**2 // square.denominator) + 1, scale)
