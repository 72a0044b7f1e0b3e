"""ξ near a fixed point of `Equilibria` as a linear field: H on the tangent space.

Only points at which all is exact and smooth: a rational point inside the domain, with ξ = 0 and
rational H.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gamelang.analyses.described import entry
from gamelang.analyses.dynamics.multipliers import LinearField
from gamelang.analyses.point import Place, rationals
from gamelang.analyses.rationals import matrix
from gamelang.analyses.tangent import inverse_gram
from gamelang.core.verdicts import FixedPoint, Json
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.scalars import ScalarGame

LARGEST = 60


def linear_field_at(exact: Exact, point: FixedPoint) -> LinearField | None:
    """None where the point does not lie inside, or something there is not rational."""
    place = rational_place(exact, point)
    if place is None or not 0 < len(exact.game.parameters) <= LARGEST:
        return None
    try:
        values = place.values
        if place.interior is not True or values.kinks:
            return None
    except (UndecidedError, NotExpandableError):
        return None
    rows = rationals(values.hessian)
    vanishing = all(isinstance(n, Rational) and not n.value for n in values.xi)
    return linear_field(exact.game, rows) if vanishing and rows is not None else None


def linear_field(game: ScalarGame, rows: Sequence[Sequence[Fraction]]) -> LinearField:
    """H as an operator on the tangent space (rows are the second derivatives)."""
    owner = [p.player for p in game.parameters]
    size = range(len(owner))
    between = [[rows[i][j] if owner[i] != owner[j] else Fraction(0) for j in size] for i in size]
    lifted = matrix(inverse_gram(game))
    hessian = matrix(rows)
    return LinearField(lifted * hessian, lifted * hessian.transpose(), lifted * matrix(between))


def rational_place(exact: Exact, point: FixedPoint) -> Place | None:
    """The point by its coordinates, if every entry is a rational number."""
    if not point.exact:
        return None
    place: dict[int, Scalar] = {}
    for parameter in exact.game.parameters:
        value = _rational(entry(point.at, parameter))
        if value is None:
            return None
        place[parameter.number] = exact.game.graph.number(value)
    return Place(exact, place)


def _rational(value: Json) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return None
