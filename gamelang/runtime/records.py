"""The records of a run, for whoever draws or tabulates it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gamelang.runtime.coverage import COVERAGE
from gamelang.runtime.measure import Row

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Records:
    """Arrays whose first axis are the records, oldest first, the start included.

    `places`: w as a vector, its entries sorted by player and parameter (of very large games a
    sketch that keeps distances); None or fewer where they were not kept. `coverage` is NaN where it
    was not measured; `norms`: ‖S‖ and ‖A‖, if they were.
    """

    step: Array
    xi_norm: Array
    residual: Array
    losses: Mapping[str, Array]
    metrics: Mapping[str, Array]
    gradients: Mapping[str, Array]
    places: Array | None = None
    coverage: Mapping[str, Array] = field(default_factory=dict)
    norms: Mapping[str, Array] = field(default_factory=dict)


def records_of(rows: Row) -> Records:
    """The records of a run that has just ended."""
    return Records(
        rows.step,
        rows.xi_norm,
        rows.residual,
        rows.losses,
        rows.metrics,
        rows.gradients,
        rows.place,
        {name: x[:, COVERAGE] for name, x in rows.coverage.items()},
        {name: np.sqrt(x) for name, x in rows.parts.items()},
    )
