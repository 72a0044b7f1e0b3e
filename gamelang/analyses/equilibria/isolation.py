"""All zeros of a smooth system in a box, each certified: branch and prune with Krawczyk's test.

Boxes are cut at 0.473 of their width, so that symmetric zeros do not sit on corners.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.analyses.equilibria.certified import refined, same
from gamelang.analyses.equilibria.smooth_system import Balls, SmoothSystem, krawczyk
from gamelang.analyses.rationals import Ball, ball
from gamelang.symbolic.limits import BudgetError
from gamelang.symbolic.numbers import precision

CUT = 0.473
MOST_BOXES = 40_000
NARROW = 2.0**-40  # of the width of the search, where a box is given up


@dataclass(frozen=True, slots=True)
class Isolated:
    """Disjoint certified boxes, each with exactly one zero; `undecided` boxes may hold more."""

    zeros: tuple[tuple[Ball, ...], ...]
    undecided: int
    finished: bool


def isolate(system: SmoothSystem, box: Sequence[Ball], check: Callable[[], None]) -> Isolated:
    """All zeros in a box, by at most MOST_BOXES boxes; `check` stops it by raising BudgetError."""
    bits = 64
    with precision(bits):
        waiting: list[Balls] = [list(box)]
        least = [side.rad() * NARROW for side in box]
        zeros: list[Balls] = []
        undecided = boxes = 0
        finished = True
        while waiting:
            boxes += 1
            try:
                check()
            except BudgetError:
                finished = False
            if not finished or boxes > MOST_BOXES:
                return Isolated(_distinct(system, zeros), undecided + len(waiting), False)
            one = waiting.pop()
            found = _looked_at(system, one, bits)
            if found is None:
                continue
            if found.unique:
                zeros.append(found.box)
            elif all(side.rad() <= width for side, width in zip(found.box, least, strict=True)):
                undecided += 1
            else:
                waiting += _halves(found.box, box)
        return Isolated(_distinct(system, zeros), undecided, True)


@dataclass(frozen=True, slots=True)
class _Seen:
    box: Balls
    unique: bool


def _looked_at(system: SmoothSystem, box: Balls, bits: int) -> _Seen | None:
    """The box made smaller, as far as Krawczyk's operator does so; None: it holds no zero."""
    for _ in range(4):
        values = system.at(box, bits)
        if any(not v.contains(0) for v in values.equations):
            return None
        if any(c < 0 for c in values.conditions):
            return None
        image = krawczyk(system, box, values, bits)
        if image is None:
            return _Seen(box, False)
        if any(not k.overlaps(x) for k, x in zip(image, box, strict=True)):
            return None
        if all(x.contains_interior(k) for k, x in zip(image, box, strict=True)):
            return _Seen(image, True)
        smaller = [k.intersection(x) for k, x in zip(image, box, strict=True)]
        gain = max(
            float(x.rad() / k.rad()) if k.rad() > 0 else 2.0
            for k, x in zip(smaller, box, strict=True)
        )
        box = smaller
        if gain < 1.25:
            break
    return _Seen(box, False)


def _halves(box: Balls, whole: Sequence[Ball]) -> list[Balls]:
    """Cut across the side that is widest, compared with the whole search."""
    widths = [float(x.rad() / w.rad()) for x, w in zip(box, whole, strict=True)]
    k = widths.index(max(widths))
    low, high = box[k].lower(), box[k].upper()
    cut = (low + (high - low) * CUT).mid()
    return [[*box[:k], low.union(cut), *box[k + 1 :]], [*box[:k], cut.union(high), *box[k + 1 :]]]


def _distinct(system: SmoothSystem, zeros: list[Balls]) -> tuple[tuple[Ball, ...], ...]:
    """Boxes a little too wide may have found one zero twice: two that meet are one, if a box around
    both holds exactly one zero."""
    kept: list[Balls] = []
    for zero in zeros:
        close = refined(system, zero, 128)
        if not any(same(system, close, other) for other in kept):
            kept.append(close)
    return tuple(tuple(zero) for zero in kept)


def between(low: Fraction, high: Fraction) -> Ball:
    """The interval as a ball."""
    with precision(64):
        return ball(low).union(ball(high))
