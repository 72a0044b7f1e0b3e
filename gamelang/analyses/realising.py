"""Can a condition on the constants hold, and fail, for constants that the declarations allow?

A condition is an answer only if both are so: one that never holds is a "no", one that always
holds a "yes". Rational constants are tried; a single equation is also seen to hold somewhere if
its polynomial changes sign, because the allowed values of bounded constants are connected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from gamelang.analyses.rationals import fraction
from gamelang.certify.constants import Assumptions
from gamelang.certify.entries import Bounds
from gamelang.certify.polynomials import Poly
from gamelang.certify.setting import Setting
from gamelang.certify.ways import Way
from gamelang.core.game import ConstantRecord

TRIES = 60
Values = Mapping[int, Fraction]


def open_reason(setting: Setting, assumptions: Assumptions, cases: Sequence[Way]) -> str | None:
    """Why it is not known that the condition can hold and fail; None if it is."""
    constants = setting.game.constants
    restricted = {c.name for c in constants if c.symbolic and _restricted(c)}
    names = dict(zip(assumptions.bounds, setting.symbols, strict=True))
    polynomials = [
        p for case in cases for p in (*case.equations, *(value for _, value in case.solutions))
    ]
    met = {g for poly in polynomials for m in poly for g, _ in m}
    for name in sorted(names[g].partition("[")[0] for g in met if g in names):
        if name in restricted:
            return f"what is declared of `{name}` is not used in conditions"
    whole = all(isinstance(e, int) and e > 0 for poly in polynomials for m in poly for _, e in m)
    if not whole or any(g not in names for g in met):
        return None  # roots or irrational numbers stand in it: nothing to try
    random = Random(0)
    tried = [_allowed(assumptions, random) for _ in range(TRIES)]
    if not any(_holds_somewhere(assumptions, case, tried) for case in cases):
        return "whether allowed constants can meet the condition was not decided"
    return None


def _restricted(constant: ConstantRecord) -> bool:
    """Whether its entries depend on one another in a way that their bounds do not say."""
    simplex = constant.domain is not None and constant.domain.form == "simplex"
    mirrored = constant.domain is not None and {"antisymmetric", "diagonal"} & {
        *constant.properties
    }
    return simplex or bool(mirrored) or bool({"psd", "orthogonal"} & {*constant.properties})


def _allowed(assumptions: Assumptions, random: Random) -> dict[int, Fraction]:
    return {g: _drawn(bounds, random) for g, bounds in assumptions.bounds.items()}


def _drawn(bounds: Bounds, random: Random) -> Fraction:
    """A rational strictly inside the bounds, away from 0 where 0 is excluded."""
    share = Fraction(random.randint(1, 12), 13)
    low, high = bounds.low, bounds.high
    if low is None and high is None:
        value = Fraction(random.randint(-6, 6), random.randint(1, 3))
    elif low is None or high is None:
        value = low + 6 * share if low is not None else (high or Fraction(0)) - 6 * share
    else:
        value = low + (high - low) * share
    return value if value or not bounds.nonzero else _drawn(bounds, random)


def _holds_somewhere(
    assumptions: Assumptions, case: Way, tried: Sequence[dict[int, Fraction]]
) -> bool:
    for values in tried:
        point = dict(values)
        for g, value in reversed(case.solutions):
            point[g] = _value(value, point)
        if all(_inside(b, point[g]) for g, b in assumptions.bounds.items()) and not any(
            _value(poly, point) for poly in case.equations
        ):
            return True
    if len(case.equations) != 1 or any(b.nonzero for b in assumptions.bounds.values()):
        return False
    signs = {_value(case.equations[0], values) > 0 for values in tried}
    return len(signs) == 2


def _value(poly: Poly, values: Values) -> Fraction:
    total = Fraction(0)
    for monomial, c in poly.items():
        term = fraction(c)
        for g, e in monomial:
            term *= values[g] ** int(e)
        total += term
    return total


def _inside(bounds: Bounds, value: Fraction) -> bool:
    low = (
        bounds.low is None or value > bounds.low or (value == bounds.low and not bounds.low_strict)
    )
    high = bounds.high is None or value < bounds.high
    top = bounds.high is not None and value == bounds.high and not bounds.high_strict
    return low and (high or top) and bool(value or not bounds.nonzero)
