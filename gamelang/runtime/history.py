"""The records of a run on the host: arrays for its outcome, lines for metrics.jsonl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import jax
import numpy as np
from numpy.typing import NDArray

from gamelang.fields.interface import Fields
from gamelang.runtime.coverage import COVERAGE
from gamelang.runtime.measure import Row
from gamelang.runtime.outcome import Trace

Array: TypeAlias = NDArray[Any]

FEW = 16  # parameters that stand in every line of metrics.jsonl


@dataclass(slots=True)
class History:
    """Everything recorded so far, one Row of arrays a chunk."""

    parts: list[Row] = field(default_factory=list)

    def add(self, rows: Row) -> None:
        self.parts.append(rows)

    @property
    def last(self) -> Row:
        """The latest record."""
        return first(self.parts[-1], slice(-1, None))

    @property
    def rows(self) -> Row:
        """All records."""
        all: Row = jax.tree.map(lambda *parts: np.concatenate(parts), *self.parts)
        return all

    @property
    def trace(self) -> Trace:
        rows = self.rows
        return Trace(*(getattr(rows, name) for name in Trace.__slots__))


def lines(game: Fields, rows: Row) -> Iterator[dict[str, Any]]:
    """Records as lines of metrics.jsonl, NaN still in them; small games with parameters."""
    columns = {
        "step": rows.step,
        "xi_norm": rows.xi_norm,
        "residual": rows.residual,
        "losses": {p.name: rows.losses[p.name] for p in game.players},
        "metrics": rows.metrics,
        "gradients": {p.name: rows.gradients[p.name] for p in game.players},
    }
    if rows.parts:
        columns |= {f"norm_{name}": np.sqrt(rows.parts[name]) for name in rows.parts}
    if game.size <= FEW:
        columns["parameters"] = _parameters(game, rows.place)
    each = [_by_record(column, len(rows.step)) for column in columns.values()]
    found = (dict(zip(columns, values, strict=True)) for values in zip(*each, strict=True))
    return _with_coverage(found, rows.coverage) if rows.coverage else found


def _with_coverage(
    documents: Iterable[dict[str, Any]], coverage: dict[str, Array]
) -> Iterator[dict[str, Any]]:
    """Coverage stands in the lines of the few records that measured it."""
    for k, document in enumerate(documents):
        now = {name: float(x[k, COVERAGE]) for name, x in coverage.items()}
        yield document if any(x != x for x in now.values()) else {**document, "coverage": now}


def _by_record(column: Any, count: int) -> Iterable[Any]:
    """A column's value in each record; that of several columns as dicts."""
    if not isinstance(column, dict):
        return column.tolist()  # type: ignore[no-any-return]
    if not column:
        return [{}] * count
    listed = zip(*(values.tolist() for values in column.values()), strict=True)
    return [dict(zip(column, values, strict=True)) for values in listed]


def _parameters(game: Fields, places: Array) -> dict[str, Array]:
    """Parameters by their shortest names out of the vectors of `measure.place`, whose order is
    that of the leaves of a pytree: sorted by player and name."""
    found, start = {}, 0
    for player in sorted(game.players, key=lambda p: p.name):
        for leaf in sorted(player.leaves, key=lambda leaf: leaf.name):
            part = places[:, start : start + leaf.size]
            found[leaf.key] = part.reshape((len(places), *leaf.shape))
            start += leaf.size
    return {leaf.key: found[leaf.key] for player in game.players for leaf in player.leaves}


def first(rows: Row, which: slice | Array) -> Row:
    """Some of an array of records."""
    found: Row = jax.tree.map(lambda x: np.asarray(x)[which], rows)
    return found
