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
    word, step = settled(trace, np.asarray(met), precision, signs.noisy)
    if word:
        return Ending(str(word), int(step))  # type: ignore[arg-type]
    return unsettled(trace, signs)


def unsettled(trace: Trace, signs: Signs) -> Ending:
    """The outcome of a run of which the last record alone tells nothing."""
    last = int(trace.step[-1])
    tenth = int(trace.since(0.9 * last).step[0])
    if signs.dominated:
        return Ending("dominated", tenth)
    if signs.collapsed:
        return Ending("collapsed", tenth)
    if signs.cycles:
        return Ending("cycling", (last + 1) // 2)
    still = trace.change <= STILL * (1 + trace.norm)
    if last > 0 and still[trace.step >= max(1, 0.9 * last)].all():
        return Ending("stalled", max(1, int(_since(trace, still))))
    return Ending("steps_done", last)


def settled(
    trace: Trace, met: Array, precision: Word["float32", "float64"], noisy: bool
) -> tuple[Array, Array]:
    """What the last records alone tell: diverged, stopped or converged, else an empty word, and
    since which step. Of one run, or of many: records are the last axis."""
    last, unknown = trace.step[..., -1], np.zeros_like(trace.step[..., -1])
    far = trace.norm > FAR * (1 + trace.norm[..., :1])
    with np.errstate(over="ignore", invalid="ignore"):  # of runs that diverged
        residual = averaged(trace.residual) if noisy else trace.residual
    small = residual <= SMALL[precision] * np.maximum(1, trace.norm)
    found = [~trace.finite[..., -1], far[..., -1], met, small[..., -1]]
    words = np.select(found, ["diverged", "diverged", "stopped", "converged"], "")
    steps = np.select(found, [last, _since(trace, far), last, _since(trace, small)], unknown)
    return words, steps


def averaged(values: Array) -> Array:
    """Each value's root mean square with those before it, back to a tenth of all."""
    count = values.shape[-1]
    window = max(1, count // 10)
    sums = np.cumsum(np.square(values, dtype=np.float64), axis=-1)
    zeros = np.zeros((*values.shape[:-1], window))
    before = np.concatenate([zeros, sums], axis=-1)[..., :count]
    counts = np.minimum(np.arange(1, count + 1), window)
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


def _since(trace: Trace, holds: Array) -> Array:
    """The step of the first record from which on a condition held until the end; of one that does
    not hold there the last step."""
    length = np.cumprod(holds[..., ::-1], axis=-1).sum(axis=-1, keepdims=True)
    first = np.minimum(holds.shape[-1] - length, holds.shape[-1] - 1)
    return np.asarray(np.take_along_axis(trace.step, first, axis=-1)[..., 0])
