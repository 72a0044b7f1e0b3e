"""Zeros of a smooth system by Newton's method from many starts, each certified; never all of them.

For systems too large to search through. The starts are always the same ones for one system.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gamelang.analyses.equilibria.certified import certified
from gamelang.analyses.equilibria.smooth_system import Balls, SmoothSystem
from gamelang.analyses.rationals import Ball
from gamelang.symbolic.limits import BudgetError
from gamelang.symbolic.numbers import precision

STARTS = 60
STEPS = 60
HALVINGS = 12
BITS = 64


def zeros(
    system: SmoothSystem,
    limits: Sequence[tuple[Fraction, Fraction]],
    check: Callable[[], None],
) -> list[tuple[Ball, ...]]:
    """Certified boxes, each with exactly one zero, all different."""
    dice = random.Random(20180215)
    found: list[Balls] = []
    for number in range(STARTS):
        try:
            check()
            close = _descend(system, _start(limits, number, dice), check)
        except BudgetError:
            break
        if close is None or any(_near(close, zero) for zero in found):
            continue
        box = certified(system, close, 128)
        if box is not None and not any(_meets(box, zero) for zero in found):
            found.append(box)
    return [tuple(box) for box in found]


def _start(
    limits: Sequence[tuple[Fraction, Fraction]], number: int, dice: random.Random
) -> list[Any]:
    """The middle first, then points ever further from it."""
    import flint

    share = 0.0 if not number else 0.1 if number % 3 == 0 else 0.4 if number % 3 == 1 else 1.0
    return [
        flint.arb(float(low + high) / 2 + share * float(high - low) / 2 * dice.uniform(-1, 1))
        for low, high in limits
    ]


def _descend(system: SmoothSystem, point: Balls, check: Callable[[], None]) -> Balls | None:
    """Newton's steps, halved until ‖F‖ falls; None where that leads nowhere."""
    import flint

    with precision(BITS):
        values = system.at(point, BITS)
        size = _size(values.equations)
        for _ in range(STEPS):
            check()
            if size is None:
                return None
            if size < 1e-14:
                return point
            try:
                column = flint.arb_mat([[v.mid()] for v in values.equations])
                step = flint.arb_mat(values.jacobian).mid().solve(column)
            except ZeroDivisionError:
                return None
            moved = _along(system, point, [step[i, 0] for i in range(len(point))], size)
            if moved is None:
                return point if size < 1e-9 else None
            point, size = moved
            values = system.at(point, BITS)
        return None


def _along(
    system: SmoothSystem, point: Balls, step: Balls, size: float
) -> tuple[Balls, float] | None:
    share = 1.0
    for _ in range(HALVINGS):
        after = [(x - share * s).mid() for x, s in zip(point, step, strict=True)]
        if all(x.is_finite() for x in after):
            smaller = _size(system.at(after, BITS).equations)
            if smaller is not None and smaller < size:
                return after, smaller
        share /= 2
    return None


def _size(values: Balls) -> float | None:
    if not all(v.is_finite() for v in values):
        return None
    return max((abs(float(v.mid())) for v in values), default=0.0)


def _near(a: Balls, b: Balls) -> bool:
    return all(abs(float(x.mid()) - float(y.mid())) < 1e-9 for x, y in zip(a, b, strict=True))


def _meets(a: Balls, b: Balls) -> bool:
    return all(x.overlaps(y) for x, y in zip(a, b, strict=True))
