"""Rational points inside a game's domain, small enough to be read in a certificate."""

from __future__ import annotations

import random
from fractions import Fraction

from gamelang.certify.entries import Bounds
from gamelang.certify.evaluation import within
from gamelang.certify.setting import Coordinate, Setting

SIMPLE = tuple(Fraction(*pair) for pair in ((0, 1), (1, 1), (1, 2), (2, 1), (-1, 1)))
RANDOM_POINTS = 4
POINTS_FOR_CONSTANTS = 12  # each gives one equation in the constants


def sample_points(setting: Setting) -> tuple[dict[str, Fraction], ...]:
    """A plain point, then random ones, always the same ones for one game."""
    dice = random.Random(20180215)
    found = [_plain(setting)]
    more = POINTS_FOR_CONSTANTS if setting.symbols else RANDOM_POINTS
    found += [_random(setting, dice) for _ in range(more)]
    return tuple(point for point in found if within(setting, point))


def _widths(setting: Setting) -> dict[str, int]:
    """The lengths of the rows of simplex parameters, by path."""
    out = {}
    for record in setting.game.parameters:
        if record.domain is not None and record.domain.form == "simplex":
            width = record.node.shape[-1].value(setting.game.sizes)
            assert width is not None
            out[record.node.path] = width
    return out


def _plain(setting: Setting) -> dict[str, Fraction]:
    widths = _widths(setting)
    return {
        c.name: Fraction(1, widths[c.path]) if c.path in widths else simple_inside(c.bounds)
        for c in setting.coordinates
    }


def simple_inside(bounds: Bounds) -> Fraction:
    """A simple number strictly inside, if there is one."""
    low, high = bounds.low, bounds.high
    for value in SIMPLE:
        if (low is None or value > low) and (high is None or value < high):
            return value
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return high - 1 if high is not None else Fraction(0)


def _random(setting: Setting, dice: random.Random) -> dict[str, Fraction]:
    widths = _widths(setting)
    rows: dict[tuple[str, int], list[Coordinate]] = {}
    point: dict[str, Fraction] = {}
    for c in setting.coordinates:
        if c.path in widths:
            rows.setdefault((c.path, c.offset // widths[c.path]), []).append(c)
        else:
            point[c.name] = random_inside(c.bounds, dice)
    for row in rows.values():
        weights = [dice.randint(1, 5) for _ in range(len(row) + 1)]
        for c, weight in zip(row, weights, strict=False):
            point[c.name] = Fraction(weight, sum(weights))
    return point


def random_inside(bounds: Bounds, dice: random.Random) -> Fraction:
    part = Fraction(dice.randint(1, 15), 16)
    low, high = bounds.low, bounds.high
    if low is not None and high is not None:
        return low + (high - low) * part
    if low is not None:
        return low + 3 * part
    if high is not None:
        return high - 3 * part
    return Fraction(dice.choice((-1, 1)) * dice.randint(1, 12), dice.randint(2, 7))
