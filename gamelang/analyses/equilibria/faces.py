"""The faces of a game's domain, and what makes a point inside one of them a fixed point.

On a face some coordinates stand at their limits and the others are free. A point inside is a
fixed point (its residual is 0) iff ξ vanishes along the face and pushes outwards across it. Every
point of the domain lies inside exactly one face, so solving each face solves the game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import prod

from gamelang.symbolic.graph import Graph
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.scalars import ScalarGame, ScalarParameter, SimplexRow
from gamelang.symbolic.substitution import Leaf, Substitution

MOST_FACES = 1_000
Move = Mapping[int, int]  # coordinate -> component


@dataclass(frozen=True, slots=True)
class Part:
    """A choice for some coordinates: the values of those that are not free, how the point moves
    with each free one, what must be > 0 inside, and the rates of ξ that must be >= 0 there.

    `outward` holds directions: ξ along each must be >= 0, where the part is at a limit.
    """

    fixed: Mapping[int, Scalar]
    moves: Mapping[int, Move]
    inside: tuple[Scalar, ...]
    outward: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A system of equations (= 0) in the free coordinates, with conditions on its solutions.

    `inside` must be > 0, `outward` >= 0. All are nodes in the free coordinates and constants;
    `moves[k]` is the direction in which the point goes when free coordinate k grows.
    """

    free: tuple[int, ...]
    fixed: Mapping[int, Scalar]
    moves: Mapping[int, Move]
    equations: tuple[Scalar, ...]
    inside: tuple[Scalar, ...]
    outward: tuple[Scalar, ...]

    def place(self, graph: Graph, values: Mapping[int, Scalar]) -> dict[int, Scalar]:
        """Every coordinate, given the free ones."""
        leaves: dict[Leaf, Scalar] = {graph.coordinate(k): v for k, v in values.items()}
        here = Substitution(graph, leaves)
        return {**{k: here.of(v) for k, v in self.fixed.items()}, **values}


def count(game: ScalarGame) -> int:
    """How many faces there are."""
    return prod(len(options) for options in choices(game))


def face(game: ScalarGame, xi: tuple[Scalar, ...], parts: tuple[Part, ...]) -> Face:
    """The equations of one face. Raises UndefinedError where ξ has no value on it."""
    graph = game.graph
    fixed = {k: node for part in parts for k, node in part.fixed.items()}
    moves = {k: move for part in parts for k, move in part.moves.items()}
    leaves: dict[Leaf, Scalar] = {graph.coordinate(k): node for k, node in fixed.items()}
    here = Substitution(graph, leaves)

    def along(move: Move) -> Scalar:
        """ξ in a direction, on the face."""
        return graph.linear(0, [(here.of(xi[k]), c) for k, c in move.items()])

    return Face(
        tuple(sorted(moves)),
        fixed,
        moves,
        tuple(along(moves[k]) for k in sorted(moves)),
        tuple(node for part in parts for node in part.inside),
        tuple(along(move) for part in parts for move in part.outward),
    )


def choices(game: ScalarGame) -> list[list[Part]]:
    """What each parameter or row can do, free first: a face takes one of each."""
    rows = {k for row in game.rows for k in row.coordinates}
    boxes = [_sides(game.graph, p) for p in game.parameters if p.number not in rows]
    return [*boxes, *(_supports(game.graph, row) for row in game.rows)]


def _sides(graph: Graph, parameter: ScalarParameter) -> list[Part]:
    """Free; at the lower limit; at the upper limit."""
    k, limits = parameter.number, parameter.range
    here = graph.coordinate(k)
    if limits is None:
        return [Part({}, {k: {k: 1}}, (), ())]
    low, high = limits.low, limits.high
    inside = [graph.subtract(here, low)] if low is not None else []
    inside += [graph.subtract(high, here)] if high is not None else []
    found = [Part({}, {k: {k: 1}}, tuple(inside), ())]
    if low is not None and not limits.low_strict:
        found.append(Part({k: low}, {}, (), ({k: 1},)))
    if high is not None and not limits.high_strict:
        found.append(Part({k: high}, {}, (), ({k: -1},)))
    return found


def _supports(graph: Graph, row: SimplexRow) -> list[Part]:
    """For a probability vector: which entries are not 0, all of them first.

    The last entry has no coordinate. A move is always away from a pivot: the last entry if it is
    not 0 (it is what is left), else the first entry that is not 0.
    """
    entries = [*row.coordinates, None]
    return [
        _support(graph, row, chosen)
        for size in range(len(entries), 0, -1)
        for chosen in combinations(entries, size)
    ]


def _support(graph: Graph, row: SimplexRow, chosen: tuple[int | None, ...]) -> Part:
    pivot = None if None in chosen else chosen[0]
    free = [k for k in chosen if k is not None and k != pivot]
    rest = graph.linear(1, [(graph.coordinate(k), -1) for k in free])
    fixed: dict[int, Scalar] = {k: graph.number(0) for k in row.coordinates if k not in chosen}
    back: dict[int, int] = {} if pivot is None else {pivot: -1}
    if pivot is not None:
        fixed[pivot] = rest
    outward: list[Move] = [{k: 1, **back} for k in row.coordinates if k not in chosen]
    if pivot is not None:
        outward.append(back)
    inside: list[Scalar] = [graph.coordinate(k) for k in free]
    inside += [] if isinstance(rest, Rational) else [rest]
    return Part(fixed, {k: {k: 1, **back} for k in free}, tuple(inside), tuple(outward))
