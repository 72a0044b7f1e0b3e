"""Where a player can move from a point at no first-order loss: what second derivatives decide.

A limit against which ξ pushes strictly holds the player; one without push lets her go one way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gamelang.analyses.point import Place
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.scalars import SimplexRow

Move = Mapping[int, int]  # coordinate -> component


@dataclass(frozen=True, slots=True)
class Critical:
    """`free` moves go both ways, `loose` ones forward only, `doubtful` ones perhaps forward."""

    free: tuple[Move, ...]
    loose: tuple[Move, ...]
    doubtful: tuple[Move, ...]

    @property
    def all(self) -> tuple[Move, ...]:
        return (*self.free, *self.loose, *self.doubtful)


def critical(place: Place, player: int) -> Critical | None:
    """At a point where no first-order condition fails; None if its place is not known."""
    if place.boundary is None or place.empty_entries is None:
        return None
    own = set(place.game.players[player].coordinates)
    on_rows = {k for row in place.game.rows for k in row.coordinates}
    pushed = [_against_box(place, k) for k in sorted(own - on_rows)]
    for row in place.game.rows:
        if own.issuperset(row.coordinates):
            pushed += _against_simplex(place, row)
    return Critical(
        tuple(move for move, push in pushed if push == "free"),
        tuple(move for move, push in pushed if push == "loose"),
        tuple(move for move, push in pushed if push == "doubtful"),
    )


Pushed = tuple[Move, str]


def _against_box(place: Place, k: int) -> Pushed:
    assert place.boundary is not None
    side = place.boundary.get(k, 0)
    if not side:
        return {k: 1}, "free"
    return {k: -side}, _push(place.sign(place.values.xi[k]))


def _push(sign: int | None) -> str:
    return "doubtful" if sign is None else "held" if sign else "loose"


def _against_simplex(place: Place, row: SimplexRow) -> Iterator[Pushed]:
    """Moves are away from a pivot, an entry that is not 0."""
    assert place.empty_entries is not None
    entries: list[int | None] = [*row.coordinates, None]  # the last one has no coordinate
    empty = dict(place.empty_entries).get(row.coordinates, [False] * len(entries))
    zero = dict(zip(entries, empty, strict=True))
    pivot = next(k for k in reversed(entries) if not zero[k])
    graph = place.game.graph
    slopes: dict[int | None, Scalar] = {k: place.values.xi[k] for k in row.coordinates}
    slopes[None] = graph.number(0)
    for k in entries:
        if k != pivot:
            parts = ((k, 1), (pivot, -1))
            move = {j: c for j, c in parts if j is not None}
            gap = graph.subtract(slopes[k], slopes[pivot])
            yield move, _push(place.sign(gap)) if zero[k] else "free"


def restricted(
    place: Place, rows: list[list[Scalar]], own: tuple[int, ...], moves: tuple[Move, ...]
) -> list[list[Scalar]]:
    """The quadratic form of a player's own block on some moves."""
    graph = place.game.graph
    index = {k: i for i, k in enumerate(own)}

    def form(a: Move, b: Move) -> Scalar:
        terms = [(rows[index[i]][index[j]], x * y) for i, x in a.items() for j, y in b.items()]
        return graph.linear(0, terms)

    return [[form(a, b) for b in moves] for a in moves]
