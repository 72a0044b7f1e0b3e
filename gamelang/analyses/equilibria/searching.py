"""Fixed points where the equations of a face are smooth: all in a box, or some beyond."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from fractions import Fraction

from gamelang.analyses.equilibria import newton
from gamelang.analyses.equilibria.box import Limits
from gamelang.analyses.equilibria.certified import refiner
from gamelang.analyses.equilibria.enclosed_numbers import EnclosedNumbers, enclosed_number
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.analyses.equilibria.isolation import between, isolate
from gamelang.analyses.equilibria.recognise import recognised
from gamelang.analyses.equilibria.smooth_system import SmoothSystem, smooth_system
from gamelang.analyses.rationals import Ball
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import Budget

BY_BOXES = "a search through boxes (Krawczyk's test)"
BY_NEWTON = "Newton's method from several starts, each zero certified"
MOST_UNKNOWNS = 6
MOST_FOR_NEWTON = 60
GUESSING = 1.0  # seconds for exact values behind enclosures
BEYOND = Fraction(1, 997)  # of the width: a zero at an end is inside


def search(exact: Exact, face: Face, limits: Mapping[int, Limits], budget: Budget) -> Solved:
    """Every zero in the box, or why some may be missing."""
    system = smooth(exact, face, budget)
    box = [_wider(limits[k]) for k in face.free]
    found = isolate(system, [between(*ends) for ends in box], budget.check)
    roots = _roots(exact, face, system, found.zeros)
    reason = None
    if not found.finished:
        reason = "a search through boxes did not come to its end"
    elif found.undecided:
        reason = "a search through boxes left small boxes undecided"
    return Solved(roots, how=BY_BOXES, open=reason, searched=True)


def descend(
    exact: Exact, face: Face, limits: Mapping[int, Limits], budget: Budget, reason: str
) -> Solved:
    """Some zeros; `reason`: why not all."""
    system = smooth(exact, face, budget)
    box = [(limits[k].low, limits[k].high) for k in face.free]
    found = newton.zeros(system, box, budget.check)
    roots = _roots(exact, face, system, found)
    return Solved(roots, how=BY_NEWTON, open=reason)


def smooth(exact: Exact, face: Face, budget: Budget) -> SmoothSystem:
    """The equations of a face with their derivatives."""
    conditions = (*face.inside, *face.outward)
    return smooth_system(exact.game.graph, face.free, face.equations, conditions, budget.check)


def _wider(limits: Limits) -> tuple[Fraction, Fraction]:
    """A little more than the box on both sides, unless the limit is not in the domain."""
    more = (limits.high - limits.low) * BEYOND
    return (
        limits.low if limits.low_open else limits.low - more,
        limits.high if limits.high_open else limits.high + more,
    )


def _roots(
    exact: Exact, face: Face, system: SmoothSystem, zeros: Sequence[Sequence[Ball]]
) -> tuple[Root, ...]:
    graph = exact.game.graph
    exact = Exact(exact.game, Budget(time.monotonic() + GUESSING))
    names = tuple(enclosed_number(graph, k) for k in face.free)
    roots = []
    for zero in zeros:
        enclose = refiner(system, zero)
        values = recognised(exact, face.free, face.equations, enclose(128))
        if values is not None:
            roots.append(Root(values))
        else:
            enclosed = EnclosedNumbers(names, enclose)
            roots.append(Root(dict(zip(face.free, names, strict=True)), enclosed))
    return tuple(roots)
