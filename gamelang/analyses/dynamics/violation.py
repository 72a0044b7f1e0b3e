"""Where monotonicity may fail: points with a direction along which S is negative, pairs of points.

Candidates only: the checker decides. Numbers are floats or balls until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

from gamelang.analyses.dynamics.field import Field
from gamelang.analyses.dynamics.negative import negative_direction
from gamelang.analyses.inquiry import Inquiry, Point
from gamelang.analyses.points import random_inside
from gamelang.certify.evaluation import within
from gamelang.certify.reading import json_point
from gamelang.certify.setting import Setting
from gamelang.core.verdicts import Json
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import Balls, UnfitError
from gamelang.symbolic.points import Point as GamePoint
from gamelang.symbolic.points import draw
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.values import Values

MORE_POINTS = 24
PAIRS_OF = 7
MOST_BY_PAIRS = 12
DENOMINATOR = 10**6


def candidates(inquiry: Inquiry, field: Field) -> Iterator[dict[str, Json]]:
    """Certificates worth checking, the plainest first."""
    points = list(_points(inquiry))
    nodes = field.symmetric()
    free = symbols(*(node for row in nodes for node in row))
    values = draw(field.game, 0) if free else None
    if free and values is None:
        return
    constants = {} if values is None else dict(values.symbols)
    for point in points:
        s = _matrix(nodes, _at(field.game, point, constants))
        v = negative_direction(s) if s is not None else None
        if v is not None:
            named = {p.name: c for p, c in zip(field.game.parameters, v, strict=True) if c}
            place: dict[str, Json] = {"kind": "direction", "point": json_point(point)}
            yield {**place, "direction": json_point(named)}
    if field.kinked and not inquiry.symbols and field.size <= MOST_BY_PAIRS:
        yield from _pairs(field, points)


def _points(inquiry: Inquiry) -> Iterator[Point]:
    """The usual points, then corners of the domain, then more random ones."""
    assert inquiry.setting is not None
    yield from inquiry.points
    yield from _corners(inquiry.setting)
    dice = Random(20180215)
    rows = any(r.domain is not None and r.domain.form == "simplex" for r in inquiry.game.parameters)
    for _ in range(0 if rows else MORE_POINTS):
        yield {c.name: random_inside(c.bounds, dice) for c in inquiry.setting.coordinates}


def _corners(setting: Setting) -> Iterator[Point]:
    """All coordinates at their lower limits, and all at their upper ones."""
    for side in ("low", "high"):
        ends = {c.name: getattr(c.bounds, side) for c in setting.coordinates}
        if all(v is not None for v in ends.values()) and within(setting, ends):
            yield ends


def _at(game: ScalarGame, point: Point, constants: Any) -> GamePoint:
    return GamePoint(tuple(point[p.name] for p in game.parameters), constants)


def _matrix(nodes: list[list[Scalar]], point: GamePoint) -> list[list[Fraction]] | None:
    """About S at a point, as rationals."""
    values = Values(Balls(), point)
    try:
        return [[_rounded(values.value(node)) for node in row] for row in nodes]
    except (UnfitError, NotExpandableError, ValueError, OverflowError):
        return None


def _rounded(ball: Any) -> Fraction:
    return Fraction(float(ball)).limit_denominator(DENOMINATOR)


def _pairs(field: Field, points: list[Point]) -> Iterator[dict[str, Json]]:
    """Pairs of points at which the fields point towards each other."""
    known: list[tuple[Point, list[Fraction]]] = []
    for point in points:
        values = Values(Balls(), _at(field.game, point, {}))
        try:
            known.append((point, [_rounded(values.value(node)) for node in field.xi]))
        except (UnfitError, NotExpandableError, ValueError, OverflowError):
            continue
    for (a, xi_a), (b, xi_b) in combinations(known[: PAIRS_OF * 4], 2):
        gaps = [a[p.name] - b[p.name] for p in field.game.parameters]
        slope = sum((s - t) * g for s, t, g in zip(xi_a, xi_b, gaps, strict=True))
        if slope < 0:
            yield {"kind": "pair", "points": [json_point(a), json_point(b)]}
