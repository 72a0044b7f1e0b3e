"""How often a trajectory turns about its mean in its two leading directions.

Records may be far apart, so that a fast rotation looks slow or still between them. Each record
therefore holds the place one step earlier as well: where the angle of single steps says that
records alias, those angles are added up instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

FLAT = 1e-6  # second extent relative to the first, below which a trajectory is a line


@dataclass(frozen=True, slots=True)
class Orbit:
    """A trajectory in its leading plane, seen from its mean: `now` (records, 2), and the angle
    and the steps from each record to the next."""

    now: Array
    angles: Array
    gaps: Array

    @property
    def turns(self) -> float:
        """With sign."""
        return float(np.sum(self.angles) / (2 * np.pi))


def turns(places: Array, before: Array, steps: Array) -> float:
    """The turns of a trajectory, with sign.

    places: (records, coordinates), before: the same one step earlier, steps: (records,), the
    step number of each record.
    """
    found = orbit(places, before, steps)
    return 0.0 if found is None else found.turns


def orbit(places: Array, before: Array, steps: Array) -> Orbit | None:
    """The same trajectory in its plane; None if it has no plane."""
    places, before = np.asarray(places, np.float64), np.asarray(before, np.float64)
    directions = leading_plane(places)
    if directions is None:
        return None
    centre = places.mean(axis=0)
    now, earlier = (places - centre) @ directions, (before - centre) @ directions
    gaps = np.diff(steps)
    speed = angles(earlier, now)[1:]
    if np.median(np.abs(speed)) * np.median(gaps) > np.pi / 2:
        return Orbit(now, speed * gaps, gaps)
    return Orbit(now, angles(now[:-1], now[1:]), gaps)


def leading_plane(places: Array) -> Array | None:
    """(coordinates, 2): the two leading directions, scaled so that the trajectory extends equally
    along both; None if it has fewer than two."""
    centred = places - places.mean(axis=0)
    scale = np.abs(centred).max(initial=0.0)
    if min(centred.shape) < 2 or not 0 < scale < np.inf:
        return None
    centred = centred / scale
    if centred.shape[1] <= centred.shape[0]:
        values, vectors = np.linalg.eigh(centred.T @ centred)
        extents, directions = values[-2:], vectors[:, -2:]
    else:  # the same from the smaller Gram matrix
        values, vectors = np.linalg.eigh(centred @ centred.T)
        extents, directions = values[-2:], centred.T @ vectors[:, -2:]
    if extents[0] <= FLAT**2 * extents[1]:
        return None
    lengths = np.linalg.norm(directions, axis=0) * np.sqrt(extents) * scale
    return np.asarray(directions / lengths)


def angles(a: Array, b: Array) -> Array:
    """The angle from each row of a to that of b, within ±π."""
    crossed = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return np.asarray(np.arctan2(crossed, np.sum(a * b, axis=1)))
