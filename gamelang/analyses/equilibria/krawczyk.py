"""All zeros of a smooth system in a box, each certified: branch and prune with Krawczyk's test.

On a box X with midpoint m and Y near the inverse of J(m), K(X) = m - Y F(m) + (I - Y J(X))(X - m)
holds every zero in X. If K(X) misses X there is none; if it lies inside X there is exactly one.
Boxes are cut at 0.473 of their width, so that symmetric zeros do not sit on corners.
Krawczyk 1969; Moore, Kearfott and Cloud 2009, Introduction to interval analysis, section 8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from gamelang.analyses.equilibria.logistic import tightened
from gamelang.analyses.equilibria.tape import Tape, record
from gamelang.analyses.rationals import TINY, Ball, ball
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.kinks import find_kinks
from gamelang.symbolic.limits import BudgetError
from gamelang.symbolic.nodes import Coordinate, Multiply, Rational, Scalar, postorder
from gamelang.symbolic.numbers import precision

CUT = 0.473
MOST_BOXES = 40_000
NARROW = 2.0**-40  # of the width of the search, where a box is given up
REFINEMENTS = 60
STUCK = 0.95
Balls = list[Ball]


@dataclass(frozen=True, slots=True)
class Values:
    """On a box: F; J, which counts only if `smooth`; the conditions."""

    equations: Balls
    jacobian: list[Balls]
    smooth: bool
    conditions: Balls


@dataclass(slots=True)
class SmoothSystem:
    """Equations (= 0) with derivatives, and conditions (>= 0) that only exclude.

    Where an edge may be 0 the equations or their derivatives may jump. `tapes` are kept by
    precision.
    """

    free: tuple[Coordinate, ...]
    equations: tuple[Scalar, ...]
    jacobian: tuple[Scalar, ...]  # by rows
    edges: tuple[Scalar, ...]
    conditions: tuple[Scalar, ...]
    tapes: dict[int, Tape] = field(default_factory=dict)

    def at(self, box: Sequence[Ball], bits: int) -> Values:
        """Everything on a box."""
        tape = self.tapes.get(bits)
        if tape is None:
            nodes = (*self.equations, *self.jacobian, *self.edges, *self.conditions)
            tape = self.tapes[bits] = record(nodes, self.free)
        values = tape.run(box)
        n, edges = len(self.free), len(self.edges)
        rows = [values[n + i * n : n + (i + 1) * n] for i in range(n)]
        after = n + n * n
        smooth = not any(edge.contains(0) for edge in values[after : after + edges])
        smooth = smooth and all(entry.is_finite() for row in rows for entry in row)
        return Values(values[:n], rows, smooth, values[after + edges :])


@dataclass(frozen=True, slots=True)
class Isolated:
    """Disjoint certified boxes, each with exactly one zero; `undecided` boxes may hold more."""

    zeros: tuple[tuple[Ball, ...], ...]
    undecided: int
    finished: bool


def smooth_system(
    graph: Graph,
    free: Sequence[int],
    equations: Sequence[Scalar],
    conditions: Sequence[Scalar],
    check: Callable[[], None],
) -> SmoothSystem:
    """The equations with their derivatives, made once."""
    zero = graph.number(0)
    slopes = [gradient(graph, node, check) for node in equations]
    jacobian = tuple(row.get(k, zero) for row in slopes for k in free)
    coordinates = tuple(graph.coordinate(k) for k in free)
    edges = tuple(_edges(graph, (*equations, *jacobian)))
    tight = tightened(graph, (*equations, *jacobian))
    n = len(equations)
    return SmoothSystem(coordinates, tight[:n], tight[n:], edges, tuple(conditions))


def _edges(graph: Graph, roots: tuple[Scalar, ...]) -> dict[Scalar, None]:
    """What is 0 where a corner, a jump or the end of a root is."""
    found: dict[Scalar, None] = {}
    for kink in find_kinks(roots):
        two = kink.kind == "corner" and len(kink.arguments) == 2
        nodes = (graph.subtract(*kink.arguments),) if two else kink.arguments
        found.update(dict.fromkeys(nodes))
    for node in postorder(*roots):
        if isinstance(node, Multiply):
            found.update({base: None for base, e in node.factors if e.denominator != 1})
    return {node: None for node in found if not isinstance(node, Rational)}


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


def krawczyk(system: SmoothSystem, box: Sequence[Ball], values: Values, bits: int) -> Balls | None:
    """K(X) from the values on X; None where J at the midpoint cannot be inverted."""
    import flint

    middle = [x.mid() for x in box]
    if not values.smooth:
        return None
    centre = system.at(middle, bits)
    try:
        inverse = flint.arb_mat(centre.jacobian).mid().inv().mid()
    except ZeroDivisionError:
        return None
    if not all(entry.is_finite() for entry in inverse.entries()):
        return None
    n = len(middle)
    step = inverse * flint.arb_mat([[v] for v in centre.equations])
    spread = inverse * flint.arb_mat(values.jacobian)
    image = []
    for i in range(n):
        total = middle[i] - step[i, 0]
        for j in range(n):
            total += ((1 if i == j else 0) - spread[i, j]) * (box[j] - middle[j])
        image.append(total)
    return image if all(x.is_finite() for x in image) else None


def _halves(box: Balls, whole: Sequence[Ball]) -> list[Balls]:
    """Cut across the side that is widest, compared with the whole search."""
    widths = [float(x.rad() / w.rad()) for x, w in zip(box, whole, strict=True)]
    k = widths.index(max(widths))
    low, high = box[k].lower(), box[k].upper()
    cut = (low + (high - low) * CUT).mid()
    return [[*box[:k], low.union(cut), *box[k + 1 :]], [*box[:k], cut.union(high), *box[k + 1 :]]]


# ---- certified zeros


def refined(system: SmoothSystem, box: Sequence[Ball], bits: int) -> list[Ball]:
    """A certified box made about as small as this precision allows."""
    least = Fraction(1, 1 << bits)
    with precision(bits + 16):
        current, small = list(box), ball(least)
        for _ in range(REFINEMENTS):
            if all(x.rad() < small for x in current):
                break
            image = krawczyk(system, current, system.at(current, bits + 16), bits + 16)
            if image is None:
                break
            smaller = [k.intersection(x) for k, x in zip(image, current, strict=True)]
            stuck = all(k.rad() > x.rad() * STUCK for k, x in zip(smaller, current, strict=True))
            current = smaller
            if stuck:
                break
        return [_readable(x) for x in current]


def _readable(x: Ball) -> Ball:
    """Near 0 a ball's exponents may grow beyond what can be written out."""
    import flint

    least = flint.arb(0, 1) * ball(TINY)
    return least if least.contains(x) else x


def refiner(system: SmoothSystem, box: Sequence[Ball]) -> Callable[[int], list[Ball]]:
    """Enclosures of a certified zero, by precision."""
    return partial(refined, system, tuple(box))


def _distinct(system: SmoothSystem, zeros: list[Balls]) -> tuple[tuple[Ball, ...], ...]:
    """Boxes a little too wide may have found one zero twice: two that meet are one, if a box around
    both holds exactly one zero."""
    kept: list[Balls] = []
    for zero in zeros:
        close = refined(system, zero, 128)
        if not any(_same(system, close, other) for other in kept):
            kept.append(close)
    return tuple(tuple(zero) for zero in kept)


def _same(system: SmoothSystem, a: Balls, b: Balls) -> bool:
    return (
        all(x.overlaps(y) for x, y in zip(a, b, strict=True))
        and certified(system, [x.union(y) for x, y in zip(a, b, strict=True)], 144) is not None
    )


def certified(system: SmoothSystem, around: Sequence[Ball], bits: int) -> Balls | None:
    """A box with exactly one zero, close to these balls; None if that could not be proved."""
    with precision(bits):
        for growth in (4, 64, 1024):
            box = [
                x.mid() + (x.rad() * growth + ball(Fraction(1, 1 << (bits // 2)))) * _unit()
                for x in around
            ]
            image = krawczyk(system, box, system.at(box, bits), bits)
            if image is not None and all(
                x.contains_interior(k) for k, x in zip(image, box, strict=True)
            ):
                return image
    return None


def _unit() -> Any:
    import flint

    return flint.arb(0, 1)


def between(low: Fraction, high: Fraction) -> Ball:
    """The interval as a ball."""
    with precision(64):
        return ball(low).union(ball(high))
