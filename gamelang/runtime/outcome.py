"""How a run ended, from its records: the first of INTERFACE's outcomes that holds.

The step of an outcome is exact for a non-finite value and for a stop condition; a cycle is seen
over the last half, which begins there. Otherwise it is that of the first record from which on it
held, so it is known up to the distance of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias
from typing import Literal as Word

import numpy as np
from numpy.typing import NDArray

from gamelang.runtime.rotation import turns

Array: TypeAlias = NDArray[Any]

Outcome: TypeAlias = Word["converged", "cycling", "diverged", "stalled", "stopped", "steps_done"]

FAR = 1e6  # ‖w‖ beyond this times 1 + ‖w₀‖ has diverged
SMALL = {"float64": 1e-6, "float32": 1e-4}  # a residual below this times max(1, ‖w‖) is zero
STILL = 1e-9  # ‖Δw‖ a step below this times 1 + ‖w‖ is no movement


@dataclass(frozen=True, slots=True)
class Trace:
    """The records of a run as arrays, oldest first, the start included."""

    step: Array
    xi_norm: Array
    residual: Array
    norm: Array
    change: Array
    finite: Array
    place: Array
    before: Array

    def since(self, step: float) -> Trace:
        """The records of this step and later."""
        kept = self.step >= step
        return Trace(*(getattr(self, name)[kept] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome with the first step from which on it was seen."""

    outcome: Outcome
    step: int


def ending(trace: Trace, met: bool, precision: Word["float32", "float64"]) -> Ending:
    """The outcome of a run; `met`: it ended because its stop condition held."""
    last = int(trace.step[-1])
    if not trace.finite[-1]:
        return Ending("diverged", last)
    far = trace.norm > FAR * (1 + trace.norm[0])
    if far[-1]:
        return Ending("diverged", _since(trace, far))
    if met:
        return Ending("stopped", last)
    small = trace.residual <= SMALL[precision] * np.maximum(1, trace.norm)
    if small[-1]:
        return Ending("converged", _since(trace, small))
    half = trace.since(last / 2)
    if cycles(half):
        return Ending("cycling", (last + 1) // 2)
    still = trace.change <= STILL * (1 + trace.norm)
    if last > 0 and still[trace.step >= max(1, 0.9 * last)].all():
        return Ending("stalled", max(1, _since(trace, still)))
    return Ending("steps_done", last)


def cycles(half: Trace) -> bool:
    """Whether w turns at least once while the residual does not halve.

    The residual of a cycle may swing, so its means over both parts of this half are compared: one
    that halves over the whole shrinks by √2 from part to part.
    """
    if len(half.step) < 4 or abs(turns(half.place, half.before, half.step)) < 1:
        return False
    middle = len(half.step) // 2
    earlier, later = half.residual[:middle].mean(), half.residual[middle:].mean()
    return bool(later > earlier / np.sqrt(2))


def _since(trace: Trace, holds: Array) -> int:
    """The step of the first record from which on a condition held until the end."""
    broken = np.flatnonzero(~holds)
    first = int(broken[-1]) + 1 if broken.size else 0
    return int(trace.step[first])
