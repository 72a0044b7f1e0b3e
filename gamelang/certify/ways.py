"""The ways in which polynomials in the constants can vanish together, as irreducible equations.

Linear equations are solved as they come, what remains is factored again, and a way that the
declared assumptions exclude is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gamelang.certify.constants import Assumptions, factors, substituted
from gamelang.certify.polynomials import Poly, UndecidedError, scaled

MOST_WAYS = 24
MOST_POLYNOMIALS = 400


@dataclass(frozen=True, slots=True)
class Way:
    """Equations that hold together; `solutions` are the linear ones, g := value, in order."""

    equations: tuple[Poly, ...] = ()
    solutions: tuple[tuple[int, Poly], ...] = ()


def ways(assumptions: Assumptions, polynomials: Iterable[Poly]) -> list[Way]:
    """All constants at which every polynomial vanishes fall under one of these."""
    found = [Way()]
    for count, poly in enumerate(sorted(polynomials, key=lambda p: (len(p), repr(sorted(p))))):
        if count > MOST_POLYNOMIALS:
            raise UndecidedError("too many coefficients hold constants")
        found = [narrowed for way in found for narrowed in _narrowed(assumptions, way, poly)]
        if len(found) > MOST_WAYS:
            raise UndecidedError("the condition on the constants has too many cases")
    return found


def _narrowed(assumptions: Assumptions, way: Way, poly: Poly) -> list[Way]:
    """The ways in which one more polynomial can vanish."""
    rest = substituted(assumptions.forms.ring, poly, way.solutions)
    if not rest or follows(assumptions, way, rest):
        return [way]
    out = []
    for part in assumptions.possible_zeros(rest):
        equations = (*way.equations, part)
        solved = (*way.solutions, *assumptions.solved([part])[0])
        if not assumptions.excluded(equations, solved):
            out.append(Way(equations, solved))
    return out


def follows(assumptions: Assumptions, way: Way, poly: Poly) -> bool:
    """Whether a polynomial vanishes on this way, as far as its factors show."""
    ring = assumptions.forms.ring
    rest = substituted(ring, poly, way.solutions)
    if not rest:
        return True
    known = [monic(equation) for equation in way.equations]
    return any(monic(part) in known for part in factors(ring, rest))


def monic(poly: Poly) -> Poly:
    return scaled(poly, 1 / poly[max(poly)])
