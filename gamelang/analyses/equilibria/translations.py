"""Directions in which a field does not change: there fixed points come in lines, not alone.

Softmax logits and phases have them. Along such directions one coordinate each is put to 0, and as
many equations, which follow from the others, are left out; the rest has isolated solutions.
Directions are guessed from values at random points and proved exactly.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gamelang.analyses.equilibria.box import Limits
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.recognise import guessed
from gamelang.analyses.equilibria.smooth_system import SmoothSystem
from gamelang.analyses.rationals import Ball, ball
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.substitution import Leaf, Substitution

SAMPLES = 4
BITS = 128
SMALL = 1e-20
MOST_UNKNOWNS = 24
Direction = Mapping[int, Fraction]  # coordinate -> component


@dataclass(frozen=True, slots=True)
class Reduced:
    """A face without its directions: `pinned` coordinates are 0."""

    face: Face
    directions: tuple[Direction, ...]
    pinned: tuple[int, ...]


def reduced(
    exact: Exact, face: Face, system: SmoothSystem, limits: Mapping[int, Limits]
) -> Reduced | None:
    """None where no such direction is known, or a limit of the domain would end it."""
    if len(face.free) > MOST_UNKNOWNS:
        return None
    with precision(BITS):
        values = [system.at(point, BITS) for point in _points(face, limits)]
        right = _kernel([row for v in values for row in v.jacobian])
        left = _kernel([v.equations for v in values])
    if not right or len(left) < len(right):
        return None
    left = left[: len(right)]
    directions = [dict(zip(face.free, d.components, strict=True)) for d in right]
    moving = {k for d in directions for k, c in d.items() if c}
    graph = exact.game.graph
    mask = sum(1 << k for k in moving)
    if any(graph.coordinates(n) & mask for n in (*face.inside, *face.outward, *system.edges)):
        return None  # a limit of the domain, or a jump of the field, may end it
    if not _keep(exact, system, right) or not _follow(exact, face, left):
        return None
    pinned = tuple(face.free[d.free] for d in right)
    rest = _without(exact, face, pinned, {d.free for d in left})
    return Reduced(rest, tuple(directions), pinned)


def widened(found: Reduced, limits: Mapping[int, Limits]) -> dict[int, Limits]:
    """A box that holds the pinned image of every point of the box."""
    wider = dict(limits)
    for direction, k in zip(found.directions, found.pinned, strict=True):
        far = max(abs(limits[k].low), abs(limits[k].high))
        for j, c in direction.items():
            if c and j != k:
                old = wider[j]
                wider[j] = replace(old, low=old.low - abs(c) * far, high=old.high + abs(c) * far)
    return wider


def _points(face: Face, limits: Mapping[int, Limits]) -> list[list[Ball]]:
    """Random points well inside the box."""
    dice = random.Random(20180215)

    def inside(end: Limits) -> Ball:
        return ball(end.low + (end.high - end.low) * Fraction(dice.randint(401, 599), 1_000)).mid()

    return [[inside(limits[k]) for k in face.free] for _ in range(len(face.free) + SAMPLES)]


@dataclass(frozen=True, slots=True)
class _Vector:
    """A guess: component `free` is 1, and no other vector of its kernel has one there."""

    free: int
    components: list[Fraction]


def _kernel(rows: Sequence[Sequence[Ball]]) -> list[_Vector]:
    """Rational vectors that all rows seem to annihilate."""
    table = [list(row) for row in rows]
    width = len(table[0])
    pivots: list[int] = []
    for column in range(width):
        done = len(pivots)
        best = max(range(done, len(table)), key=lambda i: float(table[i][column].abs_lower()))
        top = table[best][column]
        if not top.is_finite() or top.abs_lower() < SMALL:
            continue
        table[done], table[best] = table[best], table[done]
        table[done] = [x / top for x in table[done]]
        for i, row in enumerate(table):
            if i != done:
                factor = row[column]
                table[i] = [x - factor * y for x, y in zip(row, table[done], strict=True)]
        pivots.append(column)
    found = []
    for column in (k for k in range(width) if k not in pivots):
        components = [Fraction(int(k == column)) for k in range(width)]
        for i, pivot in enumerate(pivots):
            guess = guessed(-table[i][column])
            if guess is None:
                return []
            components[pivot] = guess
        found.append(_Vector(column, components))
    return found


def _keep(exact: Exact, system: SmoothSystem, right: Sequence[_Vector]) -> bool:
    """Whether no equation changes along the directions, identically."""
    n = len(system.free)
    rows = [system.jacobian[i * n : (i + 1) * n] for i in range(n)]
    return _vanish(
        exact, (list(zip(row, d.components, strict=True)) for row in rows for d in right)
    )


def _follow(exact: Exact, face: Face, left: Sequence[_Vector]) -> bool:
    """Whether these combinations of the equations are 0, identically."""
    return _vanish(exact, (list(zip(face.equations, w.components, strict=True)) for w in left))


def _vanish(exact: Exact, sums: Iterable[list[tuple[Scalar, Fraction]]]) -> bool:
    try:
        return all(exact.zero(exact.game.graph.linear(0, terms)) == "yes" for terms in sums)
    except UndecidedError:
        return False


def _without(exact: Exact, face: Face, pinned: Sequence[int], dropped: set[int]) -> Face:
    """The face where pinned coordinates are 0, without the equations that follow."""
    graph = exact.game.graph
    zero = graph.number(0)
    leaves: dict[Leaf, Scalar] = {graph.coordinate(k): zero for k in pinned}
    here = Substitution(graph, leaves)
    return Face(
        tuple(k for k in face.free if k not in pinned),
        {**{k: here.of(v) for k, v in face.fixed.items()}, **dict.fromkeys(pinned, zero)},
        {k: move for k, move in face.moves.items() if k not in pinned},
        tuple(here.of(e) for i, e in enumerate(face.equations) if i not in dropped),
        tuple(here.of(node) for node in face.inside),
        tuple(here.of(node) for node in face.outward),
    )
