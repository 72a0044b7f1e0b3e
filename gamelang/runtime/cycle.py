"""Cycles: whether a trajectory turns, how long a turn takes, and whether it spirals.

Where losses are noisy, a trajectory that only jitters turns as well, now one way, now the other,
and one that is damped keeps turning because noise keeps pushing it. So there a turn counts only if
all the pieces of the trajectory turn alike (a t-test on their turns), and if after one turn the
trajectory still is where its past says (its autocorrelation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Word
from typing import TypeAlias

import numpy as np

from gamelang.runtime.outcome import Trace
from gamelang.runtime.rotation import Orbit, orbit

Trend: TypeAlias = Word["in", "out", "neither"]

PIECES = 16  # of a noisy trajectory, whose turns are compared
STEADY = 5.0  # t-value of their mean: noise alone passes it once in 6,000 runs
COHERENT = 0.5  # least autocorrelation after one turn
LEVEL = 0.02  # growth or shrinkage of the radius, over half of the turns seen, that counts


@dataclass(frozen=True, slots=True)
class Cycle:
    """Turns of the last half of a run. `period`: steps a turn; `trend`: where the spiral goes,
    None where fewer than two turns were seen."""

    period: float
    turns: float
    trend: Trend | None


def cycle(half: Trace, noisy: bool) -> Cycle | None:
    """How the trajectory turns; None if it does not turn once."""
    if len(half.step) < 4:
        return None
    seen = orbit(half.place, half.before, half.step)
    if seen is None or not abs(seen.turns) >= 1 or (noisy and not _steady(seen)):
        return None
    period = float(np.sum(seen.gaps)) / abs(seen.turns)
    return Cycle(period, abs(seen.turns), _trend(seen))


def _trend(seen: Orbit) -> Trend | None:
    """Compares the radius (its root mean square) in both halves of as many whole turns as there
    are an even number of."""
    whole = 2 * int(abs(seen.turns) / 2)
    if whole < 2:
        return None
    angle = np.abs(np.cumsum(seen.angles[::-1]))[::-1]  # from a record to the end
    squares = np.sum(seen.now[:-1] ** 2, axis=1)
    later = angle <= np.pi * whole
    earlier = (angle > np.pi * whole) & (angle <= 2 * np.pi * whole)
    if not later.any() or not earlier.any():
        return None
    growth = float(np.sqrt(squares[later].mean() / squares[earlier].mean()))
    if abs(growth - 1) <= LEVEL:
        return "neither"
    return "out" if growth > 1 else "in"


def _steady(seen: Orbit) -> bool:
    """Whether its pieces turn alike, and a turn remembers the one before."""
    if len(seen.angles) < 2 * PIECES:
        return False
    pieces = np.array([piece.sum() for piece in np.array_split(seen.angles, PIECES)])
    error = pieces.std(ddof=1) / np.sqrt(PIECES)
    if abs(pieces.mean()) < STEADY * error:
        return False
    period = 2 * np.pi / abs(seen.angles.mean())  # in records
    lag = max(1, round(period))
    if lag >= len(seen.now):
        return False
    z = seen.now[:, 0] + 1j * seen.now[:, 1]
    product = np.mean(z[lag:] * np.conj(z[:-lag]))
    return bool(abs(product) >= COHERENT * np.mean(np.abs(z) ** 2))
