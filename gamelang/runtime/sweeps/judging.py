"""How each lane ended, by the rules of one run, as far as its records tell.

A sweep keeps fewer records than a run, so it sees since when something held less finely, and it
does not measure how samples cover their target: it never says `collapsed`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from typing import Literal as Word

import jax
import numpy as np

from gamelang.runtime.health import seen
from gamelang.runtime.measure import Row
from gamelang.runtime.outcome import Ending, Trace, settled, unsettled
from gamelang.runtime.sweeps.following import Followed

TIMES = ("step", "xi_norm", "residual", "norm", "change", "finite")


def endings(
    followed: Followed,
    precision: Word["float32", "float64"],
    noisy: bool,
    bounds: Callable[[int], Mapping[str, float]],
) -> list[Ending]:
    """One ending a lane. `bounds`: how low the losses of this lane can be."""
    rows = followed.rows
    times = [np.asarray(getattr(rows, name)).T for name in TIMES]
    trace = Trace(*[*times, rows.place, rows.before])
    words, steps = settled(trace, followed.met, precision, noisy)

    def alone(lane: int) -> Ending:
        own = _lane(rows, lane)
        trace = Trace(*(getattr(own, name) for name in Trace.__slots__))
        signs = seen(own, trace, noisy, bounds(lane))[2]
        return unsettled(trace, signs)

    return [
        Ending(str(word), int(step)) if word else alone(lane)  # type: ignore[arg-type]
        for lane, (word, step) in enumerate(zip(words, steps, strict=True))
    ]


def _lane(rows: Row, lane: int) -> Row:
    own: Any = jax.tree.map(lambda x: x[:, lane], rows)
    return own  # type: ignore[no-any-return]
