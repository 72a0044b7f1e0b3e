"""Methods whose step is w - rate · Mw for a fixed matrix M: the limit is the least 2a/(a² + b²).

Over the eigenvalues a ± ib of M (METHODS, section B); they are enclosed by FLINT, so that the
limit, rounded down, is certain at any size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gamelang.analyses.dynamics.multipliers import LinearField
from gamelang.analyses.dynamics.numbers import enclosure
from gamelang.analyses.rationals import fraction, rational
from gamelang.analyses.spectrum import sides
from gamelang.methods.linear import AFTER, BEFORE, Term
from gamelang.symbolic.limits import Budget, UndecidedError

BITS = 192


def is_plain(terms: Sequence[Term]) -> bool:
    """Whether P(z) = z - 1 + rate · M."""
    rest = [t for t in terms if t not in (AFTER, BEFORE)]
    both = AFTER in terms and BEFORE in terms
    return both and all(t.next == 0 and t.rate == 1 for t in rest)


def plain_limit(
    terms: Sequence[Term], settings: Mapping[str, Fraction], linear: LinearField, budget: Budget
) -> Fraction | None:
    """A rational just below the least limit; None where no step converges."""

    total: Any = linear.H * 0
    for term in terms:
        if term.rate:
            scale = term.scale * (settings[term.by] if term.by else 1)
            total += linear.product(term.matrices) * rational(scale)
    poly = total.charpoly()
    budget.check()
    signs = sides([fraction(c) for c in poly.coeffs()])
    if signs.negative or signs.imaginary:
        return None
    return _least(poly)


def _least(poly: Any) -> Fraction:
    """The least 2a/(a² + b²) over the roots, from below."""
    import flint

    before = flint.ctx.prec
    flint.ctx.prec = BITS
    try:
        return min(_limit(root) for root, _ in poly.numer().complex_roots())
    finally:
        flint.ctx.prec = before


def _limit(root: Any) -> Fraction:
    if not root.real > 0:
        raise UndecidedError("an eigenvalue lies too close to the axis")
    return enclosure(2 * root.real / (root.real**2 + root.imag**2))[0]
