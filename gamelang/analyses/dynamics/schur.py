"""For which rates do all roots z of a polynomial over Q[rate] lie inside the unit circle?

s = (z - 1)/(z + 1) maps the circle to the imaginary axis. A root can cross it only where the
first or last coefficient or the Hurwitz determinant vanishes (Orlando's formula); between two
such rates one exact test decides. Every end of an interval is isolated, none is a float.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gamelang.analyses.dynamics.multipliers import Poly, interpolated
from gamelang.analyses.dynamics.numbers import Root, between, positive_roots
from gamelang.analyses.hurwitz import hurwitz
from gamelang.analyses.rationals import fraction, rational
from gamelang.analyses.spectrum import sides

MOST_ROOTS = 24


@dataclass(frozen=True, slots=True)
class Interval:
    """low < rate < high; low None: 0; high None: no limit."""

    low: Root | None
    high: Root | None


def stable_rates(poly: Poly, check: Callable[[], None] = lambda: None) -> list[Interval]:
    """The open intervals of positive rates at which every root has size below 1."""
    critical: list[Any] = []
    for part in factors(poly):
        check()
        if len(part) == 1:
            critical.append(part[0])
        elif all(c.degree() <= 0 for c in part):
            if not stable(part, Fraction(1)):
                return []
        else:
            critical += _crossings(part, check)
    check()
    ends: list[Root | None] = [None, *positive_roots(critical), None]
    found = []
    for low, high in pairwise(ends):
        check()
        if stable(poly, between(low, high)):
            found.append(Interval(low, high))
    return found


def factors(poly: Poly) -> list[Poly]:
    """The factors over Q of a polynomial in z and the rate, each once."""
    from flint import Ordering, fmpq_mpoly_ctx

    ring = fmpq_mpoly_ctx.get(("z", "r"), Ordering.lex)
    terms: dict[tuple[int, ...], Any] = {
        (k, j): c[j] for k, c in enumerate(poly) for j in range(c.length()) if c[j]
    }
    return [_from_terms(part.to_dict()) for part, _ in ring.from_dict(terms).factor()[1]]


def _from_terms(terms: Any) -> Poly:
    from flint import fmpq_poly

    rows: list[dict[int, Any]] = [{} for _ in range(max(k for k, _ in terms) + 1)]
    for (k, j), c in terms.items():
        rows[int(k)][int(j)] = c
    return [fmpq_poly([row.get(j, 0) for j in range(max(row, default=-1) + 1)]) for row in rows]


def _crossings(poly: Poly, check: Callable[[], None]) -> list[Any]:
    """Polynomials in the rate, one of which vanishes where a root meets the unit circle."""
    moved = mapped(poly)
    degree = len(moved) - 1
    found = [poly[-1], moved[0], moved[-1]]
    if degree > 1:
        size = degree - 1
        widest = max(c.degree() for c in moved)
        values = []
        for rate in range(size * widest + 1):
            check()
            values.append(_hurwitz_determinant([c(rate) for c in moved]))
        found.append(interpolated(values))
    return found


def _hurwitz_determinant(coefficients: Sequence[Any]) -> Any:
    """Of one size less than the degree."""
    from flint import fmpq, fmpq_mat

    falling = [fmpq(c) for c in reversed(coefficients)]
    return fmpq_mat(hurwitz(falling, len(falling) - 2, fmpq(0))).det()


def mapped(poly: Sequence[Any]) -> list[Any]:
    """(1 - s) ** m · p((1 + s)/(1 - s)) for coefficients from any ring, by power of s."""
    degree = len(poly) - 1
    rows = [_binomial(k, degree - k) for k in range(degree + 1)]
    return [
        sum((c * row[j] for c, row in zip(poly, rows, strict=True)), 0 * poly[0])
        for j in range(degree + 1)
    ]


def _binomial(plus: int, minus: int) -> list[int]:
    """The coefficients of (1 + s) ** plus · (1 - s) ** minus."""
    out = [1]
    for sign in (1,) * plus + (-1,) * minus:
        out = [a + sign * b for a, b in zip([*out, 0], [0, *out], strict=True)]
    return out


def stable(poly: Poly, rate: Fraction) -> bool:
    """Whether every root at this rate has size below 1: exact."""

    values = [fraction(c(rational(rate))) for c in poly]
    if not values[-1]:
        return False  # a root at infinity
    moved = mapped(values)
    if not moved[-1]:
        return False  # a root at -1
    return sides(moved).negative == len(moved) - 1
