"""Smooth equations over boxes: their values and derivatives, and Krawczyk's operator.

On a box X with midpoint m and Y near the inverse of J(m), K(X) = m - Y F(m) + (I - Y J(X))(X - m)
holds every zero in X. If K(X) misses X there is none; if it lies inside X there is exactly one.
Krawczyk 1969; Moore, Kearfott and Cloud 2009, Introduction to interval analysis, section 8.2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gamelang.analyses.equilibria.logistic import tightened
from gamelang.analyses.equilibria.tape import Tape, record
from gamelang.analyses.rationals import Ball
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.kinks import find_kinks
from gamelang.symbolic.nodes import Coordinate, Multiply, Rational, Scalar, postorder

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
