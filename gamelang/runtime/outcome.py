"""How a run ended, from its records: the first of INTERFACE's outcomes that holds.

The step of an outcome is exact for a non-finite value and for a stop condition; what is seen over
the last half or the last tenth begins there. Otherwise it is that of the first record from which on
it held, so it is known up to the distance of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias
from typing import Literal as Word

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

Outcome: TypeAlias = Word[
    "converged",
    "cycling",
    "diverged",
    "dominated",
    "collapsed",
    "stalled",
    "stopped",
    "steps_done",
]

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
class Signs:
    """What else tells how a run ended. `noisy`: its losses are means over draws."""

    noisy: bool = False
    dominated: bool = False
    collapsed: bool = False
    cycles: bool = False


NO_SIGNS = Signs()


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome with the first step from which on it was seen."""

    outcome: Outcome
    step: int


def ending(
    trace: Trace, met: bool, precision: Word["float32", "float64"], signs: Signs = NO_SIGNS
) -> Ending:
    """The outcome of a run; `met`: it ended because its stop condition held."""
    last = int(trace.step[-1])
    if not trace.finite[-1]:
        return Ending("diverged", last)
    far = trace.norm > FAR * (1 + trace.norm[0])
    if far[-1]:
        return Ending("diverged", _since(trace, far))
    if met:
        return Ending("stopped", last)
    residual = averaged(trace.residual) if signs.noisy else trace.residual
    small = residual <= SMALL[precision] * np.maximum(1, trace.norm)
    if small[-1]:
        return Ending("converged", _since(trace, small))
    tenth = int(trace.since(0.9 * last).step[0])
    if signs.dominated:
        return Ending("dominated", tenth)
    if signs.collapsed:
        return Ending("collapsed", tenth)
    if signs.cycles:
        return Ending("cycling", (last + 1) // 2)
    still = trace.change <= STILL * (1 + trace.norm)
    if last > 0 and still[trace.step >= max(1, 0.9 * last)].all():
        return Ending("stalled", max(1, _since(trace, still)))
    return Ending("steps_done", last)


def averaged(values: Array) -> Array:
    """Each value's root mean square with those before it, back to a tenth of all."""
    window = max(1, len(values) // 10)
    sums = np.cumsum(np.square(values, dtype=np.float64))
    before = np.concatenate([np.zeros(window), sums])[: len(values)]
    counts = np.minimum(np.arange(1, len(values) + 1), window)
    return np.asarray(np.sqrt(np.maximum(sums - before, 0) / counts))


def lasts(half: Trace) -> bool:
    """Whether the residual does not halve.

    The residual of a cycle may swing, so its means over both parts of this half are compared: one
    that halves over the whole shrinks by √2 from part to part.
    """
    middle = len(half.step) // 2
    if middle == 0:
        return False
    earlier, later = half.residual[:middle].mean(), half.residual[middle:].mean()
    return bool(later > earlier / np.sqrt(2))


def _since(trace: Trace, holds: Array) -> int:
    """The step of the first record from which on a condition held until the end."""
    broken = np.flatnonzero(~holds)
    first = int(broken[-1]) + 1 if broken.size else 0
    return int(trace.step[first])
