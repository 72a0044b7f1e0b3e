"""The rows of a sweep: the settings of each run and how it ended, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gamelang.fields.interface import FieldPlayer, Leaf, Tree
from gamelang.runtime.measure import Row
from gamelang.runtime.outcome import Ending

Array: TypeAlias = NDArray[Any]
Columns: TypeAlias = dict[str, list[Any]]

RUN = "run"
MOST_ENTRIES = 64  # scalars of all parameters, or losses, that stand in columns of their own
SECTIONS = ("", "loss.", "metric.", "parameter.", "norm.")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length. A cell is a number, a word, or None: the run has no such value."""

    columns: Columns

    @property
    def runs(self) -> list[int]:
        return self.columns.get(RUN, [])

    def rows(self) -> Iterator[dict[str, Any]]:
        for cells in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, cells, strict=True))

    def where(self, kept: Sequence[int]) -> Table:
        """The rows at these places, in this order."""
        return Table({n: [cells[k] for k in kept] for n, cells in self.columns.items()})


def joined(tables: Iterable[Table]) -> Table:
    """All rows once, by their numbers; columns that some tables lack are None there."""
    parts = list(tables)
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    names.sort(key=section)
    columns: Columns = {
        n: [c for p in parts for c in p.columns.get(n, [None] * len(p.runs))] for n in names
    }
    whole = Table(columns)
    places = {run: place for place, run in enumerate(whole.runs)}
    return whole.where([places[run] for run in sorted(places)])


def section(name: str) -> int:
    """Settings and outcomes first, then losses, metrics, parameters."""
    return next((k for k, s in enumerate(SECTIONS) if s and name.startswith(s)), 0)


def table(
    settings: Sequence[Mapping[str, Any]],
    endings: Sequence[Ending],
    taken: Array,
    last: Row,
    players: Sequence[FieldPlayer],
    parameters: Tree,
) -> Table:
    """The rows of some runs. `last`: the last record of each, a run a row."""
    count = len(settings)
    columns: Columns = {name: [at[name] for at in settings] for name in settings[0]}
    columns["outcome"] = [end.outcome for end in endings]
    columns["outcome_step"] = [end.step for end in endings]
    columns["steps"] = taken[:count].tolist()
    columns["xi_norm"] = last.xi_norm[:count].tolist()
    columns["residual"] = last.residual[:count].tolist()
    for player in players:
        columns |= _entries("loss.", player.name, last.losses[player.name][:count])
    for name, values in last.metrics.items():
        columns[f"metric.{name}"] = values[:count].tolist()
    few = sum(leaf.size for player in players for leaf in player.leaves) <= MOST_ENTRIES
    for player in players:
        for leaf in player.leaves:
            value = np.asarray(parameters[player.name][leaf.name])[:count]
            columns |= _entries("parameter.", leaf.key, value) if few else _norms(leaf, value)
    return Table({n: [_no_minus_zero(c) for c in cells] for n, cells in columns.items()})


def _entries(section: str, name: str, values: Array) -> Columns:
    """A column for each entry, `loss.firm[0]`; of too many one with their mean."""
    shape = values.shape[1:]
    if prod(shape) > MOST_ENTRIES:
        return {f"{section}{name}": values.reshape(len(values), -1).mean(axis=1).tolist()}
    return {
        f"{section}{name}{list(place) if place else ''}": values[(slice(None), *place)].tolist()
        for place in np.ndindex(*shape)
    }


def _norms(leaf: Leaf, values: Array) -> Columns:
    return {f"norm.{leaf.key}": np.linalg.norm(values.reshape(len(values), -1), axis=1).tolist()}


def _no_minus_zero(cell: Any) -> Any:
    return cell + 0.0 if isinstance(cell, float) else cell
