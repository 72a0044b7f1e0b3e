"""Fixed points as a picture shows them: where, and of which kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from typing import Literal as Word

import numpy as np
from numpy.typing import NDArray

from gamelang.core.deep import Equilibria, Family
from gamelang.core.verdicts import FixedPoint, Json
from gamelang.fields.interface import Fields
from gamelang.plots.coordinates import leaves
from gamelang.plots.values import UnreadableError, entries

Array: TypeAlias = NDArray[Any]
Kind = Word["stable", "unstable", "saddle", "centre", "held", "degenerate", "undecided"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fixed point: its number among those that were found, where it is, and its kind."""

    number: int
    place: Array
    kind: Kind


def shown(
    game: Fields, found: Equilibria, hessian: Callable[[Array], Array]
) -> tuple[list[Shown], int]:
    """Those that can be placed, and how many can not."""
    points = []
    for k, point in enumerate(found.points):
        place = vector_of(game, point.at)
        if place is not None:
            points.append(Shown(k, place, kind_of(point, lambda w=place: hessian(w))))  # type: ignore[misc]
    return points, len(found.points) - len(points)


def kind_of(point: FixedPoint, hessian: Callable[[], Array]) -> Kind:
    """The kind that was proved; degenerate: no eigenvalue has a negative real part and not all a
    positive one. H only tells apart, among strict saddles, those that descent leaves along every
    direction."""
    if point.held:
        return "held"
    if point.flow_stable:
        return "stable"
    if point.centre:
        return "centre"
    if point.unstable:
        return "unstable"
    if point.strict_saddle:
        everywhere = bool((np.linalg.eigvals(hessian()).real < 0).all())
        return "unstable" if everywhere else "saddle"
    decided = None not in (point.flow_stable, point.centre, point.unstable, point.strict_saddle)
    return "degenerate" if decided else "undecided"


def vector_of(
    game: Fields, at: Mapping[str, Json], letters: Mapping[str, float] | None = None
) -> Array | None:
    """The point as a vector; None where a text has no value here."""
    try:
        parts = [list(entries(at[leaf.key], letters or {})) for _, leaf in leaves(game)]
    except (UnreadableError, KeyError):
        return None
    found = np.array([value for part in parts for value in part])
    return found if found.size == game.size and np.isfinite(found).all() else None


def line_of(game: Fields, family: Family) -> tuple[Array, Array] | None:
    """Two points of a straight line of fixed points; None for what is none."""
    if len(family.letters) != 1 or family.where:
        return None
    [letter] = family.letters
    first, second = (vector_of(game, family.at, {letter: t}) for t in (0.0, 1.0))
    return None if first is None or second is None else (first, second)
