"""recommendation: which method, which steps, by which theorem; None where nothing is proved.

In this order: a potential is lowered by descent (η < 2/L); a strongly monotone field pulls descent
in (η < 2 mu/L², unless that is tiny beside 1/L); a Hamiltonian one needs a turned step; a monotone
one an extra step (η < 1/L, Korpelevich 1976); else what holds near a fixed point.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gamelang.analyses.dynamics.bounds import Bounds, root_above
from gamelang.analyses.dynamics.margins import bounds_of
from gamelang.analyses.dynamics.near_point import from_zero, largest, local
from gamelang.analyses.dynamics.numbers import decimal
from gamelang.analyses.dynamics.theorems import DESCENT, EXTRA, STIFF, STRONG, TURNED
from gamelang.analyses.eigenvalues import exact_roots
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.deep import Equilibria, Monotonicity, Recommendation, StepRange
from gamelang.core.verdicts import GameClass

LONGEST = 24
WEAK = 256  # S ⪰ mu with mu < L/16 leaves plain descent steps that are too small


def recommend(
    inquiry: Inquiry,
    game_class: GameClass,
    equilibria: Equilibria,
    monotonicity: Monotonicity | None,
    steps: Sequence[StepRange],
) -> Recommendation | None:
    """The first of the rules above that is proved to apply."""
    bounds = bounds_of(inquiry) if monotonicity is not None else None
    if bounds is not None and not bounds.square:
        bounds = None  # the field is constant: there is nothing to converge to
    if bounds is not None and game_class == "potential" and _held(inquiry, bounds):
        limit = _over_lipschitz(2, bounds)
        return Recommendation("sgd", {}, limit, DESCENT.format(L=bounds.lipschitz))
    if bounds is not None and bounds.mu > 0 and WEAK * bounds.mu**2 >= bounds.square:
        why = STRONG.format(mu=bounds.margin, L=bounds.lipschitz)
        return Recommendation("sgd", {}, _strong(bounds), why)
    if game_class == "hamiltonian" and not inquiry.kinks:
        turned = largest([r for r in steps if r.method == "sga" and from_zero(r)])
        if turned is not None:
            return Recommendation("sga", turned.setting, turned.below, TURNED)
    if bounds is not None and (bounds.mu >= 0 or _monotone(monotonicity)):
        why = EXTRA.format(L=bounds.lipschitz)
        if bounds.mu > 0:
            why = STIFF.format(mu=bounds.margin, L=bounds.lipschitz, small=_strong(bounds))
        return Recommendation("extragradient", {}, _over_lipschitz(1, bounds), why)
    return local(equilibria, steps)


def _held(inquiry: Inquiry, bounds: Bounds) -> bool:
    """Whether descent stays where it can come to rest: φ is convex, or the domain bounded."""
    assert inquiry.setting is not None
    ends = [end for c in inquiry.setting.coordinates for end in (c.bounds.low, c.bounds.high)]
    return bounds.mu >= 0 or None not in ends


def _monotone(monotonicity: Monotonicity | None) -> bool:
    return monotonicity is not None and monotonicity.mu == "0"


def _strong(bounds: Bounds) -> str:
    """2 mu/L²."""
    limit = 2 * bounds.mu / bounds.square
    return str(limit) if bounds.exact_mu and bounds.exact_square else decimal(limit, down=True)


def _over_lipschitz(factor: int, bounds: Bounds) -> str:
    """factor/L."""
    if bounds.exact_square:
        square = Fraction(factor**2) / bounds.square
        text = exact_roots([-square, Fraction(0), Fraction(1)])
        if text is not None and len(text[0]) <= LONGEST:
            return text[0]
    return decimal(factor / root_above(bounds.square), down=True)
