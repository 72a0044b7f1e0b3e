"""S - mu G is positive semidefinite on boxes that together cover the domain.

Second derivatives by hyper-dual numbers whose parts are balls as wide as a box; a box on which
elimination does not decide is halved.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement

from flint import arb, fmpq

from gamelang.certify.hyperdual import HyperDual, HyperDuals, held
from gamelang.certify.limit import Limit
from gamelang.certify.numbers import Balls
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.semidefinite import pivots
from gamelang.certify.setting import Setting
from gamelang.certify.symmetric import gram, simplex_rows

Box = tuple[tuple[Fraction, Fraction], ...]
WORK_OF_A_PASS = 2_000
MOST_SIDES = 8
ONE = arb(1)


def cover(setting: Setting, mu: Fraction, coupled: bool, limit: Limit) -> None:
    """Raises UndecidedError unless S - mu G is seen to be positive semidefinite everywhere.

    `coupled` false: S is known to vanish between agents. `limit`: of work.
    """
    if setting.symbols:
        raise UndecidedError("boxes say nothing about free constants")
    whole = _whole(setting)
    waiting, work = [whole], 0
    passes = len(whole) * (len(whole) + 1) // 2
    while waiting:
        box = waiting.pop()
        work += passes * WORK_OF_A_PASS * len(setting.agents)
        limit.check(work)
        if _outside(setting, box) or _holds(setting, box, mu, coupled):
            continue
        waiting += _halves(box, whole)


def _whole(setting: Setting) -> Box:
    sides: list[tuple[Fraction, Fraction]] = []
    for c in setting.coordinates:
        low, high = c.bounds.low, c.bounds.high
        if low is None or high is None or len(setting.coordinates) > MOST_SIDES:
            raise UndecidedError("the domain is not a bounded box of few dimensions")
        sides.append((low, high))
    return tuple(sides)


def _outside(setting: Setting, box: Box) -> bool:
    """Whether a row of a simplex would have entries that add up to more than 1."""
    return any(sum(box[k][0] for k in row) > 1 for row in simplex_rows(setting))


def _halves(box: Box, whole: Box) -> list[Box]:
    """Split across the side that is longest beside the domain's."""
    shares = [(b - a) / (d - c) for (a, b), (c, d) in zip(box, whole, strict=True)]
    k = shares.index(max(shares))
    low, high = box[k]
    middle = (low + high) / 2
    return [(*box[:k], side, *box[k + 1 :]) for side in ((low, middle), (middle, high))]


def _holds(setting: Setting, box: Box, mu: Fraction, coupled: bool) -> bool:
    try:
        rows = _symmetric(setting, box, coupled)
        metric = gram(setting)
        shift = arb(fmpq(mu.numerator, mu.denominator))
        size = range(len(rows))
        pivots([[rows[i][j] - shift * metric[i][j] for j in size] for i in size])
    except UndecidedError:
        return False
    return True


def _symmetric(setting: Setting, box: Box, coupled: bool) -> Sequence[Sequence[arb]]:
    """An enclosure of S on the box."""
    values = [_ball(low, high) for low, high in box]
    names = [c.name for c in setting.coordinates]
    owner = [c.agent for c in setting.coordinates]
    rows = [[arb(0)] * len(names) for _ in names]
    for i, j in combinations_with_replacement(range(len(names)), 2):
        if owner[i] != owner[j] and not coupled:
            continue
        bends = []
        for row, column in ((i, j), (j, i)) if setting.stops else ((i, j),):
            seeded = {
                name: HyperDual(values[k], ONE if k == row else None, ONE if k == column else None)
                for k, name in enumerate(names)
            }
            run = setting.interpreter(HyperDuals(Balls()), seeded, {}, held(seeded))
            agents = (owner[row],) if setting.stops else (owner[i], owner[j])
            bends += [setting.loss(run, agent).f12 for agent in agents]
        rows[i][j] = rows[j][i] = sum((b for b in bends if b is not None), arb(0)) / 2
    return rows


def _ball(low: Fraction, high: Fraction) -> arb:
    first, last = (arb(fmpq(end.numerator, end.denominator)) for end in (low, high))
    return first.union(last)
