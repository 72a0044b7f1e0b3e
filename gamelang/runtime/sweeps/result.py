"""What a sweep from Python gives: its columns as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gamelang.runtime.sweeps.axes import Grid, plain
from gamelang.runtime.sweeps.table import Table


@dataclass(frozen=True, slots=True)
class SweepResult:
    """All runs of a sweep. `columns` has an array for each column of the rows, a run an entry, in
    the order of the runs; `over` the values of what varied; `programs`: how many were compiled."""

    columns: Mapping[str, NDArray[Any]]
    over: Mapping[str, NDArray[Any]]
    programs: int

    def grid(self, column: str) -> NDArray[Any]:
        """A column with an axis for each name that varied, in their order. Raises KeyError."""
        return self.columns[column].reshape([len(values) for values in self.over.values()])


def sweep_result(rows: Table, grid: Grid, programs: int) -> SweepResult:
    columns = {name: _array(cells) for name, cells in rows.columns.items()}
    over = {axis.name: _array([plain(v) for v in axis.values]) for axis in grid.axes}
    return SweepResult(columns, over, programs)


def _array(cells: list[Any]) -> NDArray[Any]:
    """Numbers as numbers, where a run has none NaN; words as words."""
    if any(isinstance(cell, str) for cell in cells):
        return np.asarray([str(cell) for cell in cells])
    if any(cell is None for cell in cells):
        return np.asarray([np.nan if cell is None else cell for cell in cells], np.float64)
    return np.asarray(cells)
