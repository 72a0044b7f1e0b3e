"""The probe where `stop(...)` holds parameters fixed, and ξ is no derivative of the losses.

Entries of H, S and A at a few points; nothing is read off the losses, whose values say nothing
about H. Finding nothing proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement, product

from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.probing import tried
from gamelang.certify.reading import json_point
from gamelang.certify.setting import Coordinate
from gamelang.certify.witnesses import Found
from gamelang.core import typed
from gamelang.core.typed import Learning
from gamelang.core.verdicts import Json
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.limits import NotExpandableError

MOST_PLACES = 600
ENOUGH = 40  # places that hold constants
POINTS = 3
Pair = tuple[Coordinate, ...]
Certificate = dict[str, Json]


def refute(inquiry: Inquiry, name: str) -> tuple[Found | None, list[Found]]:
    """(a place that is not 0 whatever the constants, the places that hold constants)."""
    open_places: list[Found] = []
    if any(
        isinstance(n, Learning) for n in typed.postorder(*(p.loss for p in inquiry.game.players))
    ):
        return None, []  # an entry is looked at where every loss has a value
    for _, place in zip(range(MOST_PLACES), _places(inquiry, name), strict=False):
        if inquiry.seconds_left < 0 or len(open_places) >= ENOUGH:
            break
        found = tried(inquiry, name, place)
        if found is None:
            continue
        if inquiry.never_zero(found):
            return found, []
        open_places.append(found)
    return None, open_places


def _places(inquiry: Inquiry, name: str) -> Iterator[Certificate]:
    """What would refute the verdict, point by point."""
    points = inquiry.points[:POINTS]
    for k, point in enumerate(points):
        for matrix, pair in _entries(inquiry, name):
            if not _may_differ(inquiry, matrix, pair):
                continue
            entry: Json = [pair[0].name, pair[1].name]
            yield {"kind": "witness", "matrix": matrix, "entry": entry, "point": json_point(point)}
        if name in ("quadratic", "bilinear"):
            ends: Json = [json_point(point), json_point(points[(k + 1) % len(points)])]
            for first, second in product(_coordinates(inquiry), repeat=2):
                if not _may_differ(inquiry, "H", (first, second), varying=True):
                    continue
                yield {"kind": "change", "entry": [first.name, second.name], "points": ends}


def _coordinates(inquiry: Inquiry) -> tuple[Coordinate, ...]:
    assert inquiry.setting is not None
    return inquiry.setting.coordinates


def _entries(inquiry: Inquiry, name: str) -> Iterator[tuple[str, Pair]]:
    """The entries of H, S and A that the verdict wants to vanish."""
    coordinates = _coordinates(inquiry)
    match name:
        case "potential":
            yield from (("A", pair) for pair in combinations(coordinates, 2))
        case "weighted_potential":
            yield from (("A", p) for p in combinations(coordinates, 2) if _own(p))
        case "hamiltonian":
            yield from (("S", pair) for pair in combinations_with_replacement(coordinates, 2))
        case "weighted_hamiltonian":
            every = combinations_with_replacement(coordinates, 2)
            yield from (("S", p) for p in every if _own(p))
        case "rotational_coupling":
            yield from (("S", p) for p in combinations(coordinates, 2) if not _own(p))
        case "separable":
            yield from (("H", p) for p in product(coordinates, repeat=2) if not _own(p))
        case "bilinear":
            yield from (("H", p) for p in product(coordinates, repeat=2) if _own(p))


def _may_differ(inquiry: Inquiry, matrix: str, pair: Pair, *, varying: bool = False) -> bool:
    """Whether differentiation leaves the entry (one that varies); it tells where to look."""
    if "pattern" not in inquiry.remembered:
        inquiry.remembered["pattern"] = _pattern(inquiry)
    pattern = inquiry.remembered["pattern"]
    if not isinstance(pattern, dict):
        return True
    first, second = (c.name for c in pair)
    places = [(first, second)] if matrix == "H" else [(first, second), (second, first)]
    return any(pattern.get(place, False) or (place in pattern and not varying) for place in places)


def _pattern(inquiry: Inquiry) -> dict[tuple[str, str], bool] | None:
    """The entries of H that are not the number 0, and whether each holds parameters."""
    game = inquiry.scalar
    if game is None:
        return None
    names = [p.name for p in game.parameters]
    out: dict[tuple[str, str], bool] = {}
    try:
        for name, slope in zip(names, game.xi(), strict=True):
            for k, node in gradient(game.graph, slope).items():
                out[name, names[k]] = bool(game.graph.coordinates(node))
    except NotExpandableError:
        return None
    return out


def _own(pair: Pair) -> bool:
    return pair[0].agent == pair[1].agent
