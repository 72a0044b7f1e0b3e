"""`draw(key)`: the samples of one step, a pure function of the key.

Draws of a file are rows drawn independently, the same row for all names of a sampler; `batch all`
is every row once. Indices are drawn as numbers of the parameters' type.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gamelang.codegen.functions import Module, mapping
from gamelang.codegen.noise import noise
from gamelang.core.game import BatchRecord, Dataset, Finite, Rows, Standard
from gamelang.data.table import Binary

DOC = "The samples of one step."


def write_draw(module: Module) -> None:
    """The function, where the game has samples."""
    batches = module.game.batches
    if not batches:
        return
    writer = _Writer(module)
    entries = {b.node.name: writer.text(b) for b in batches}
    head = [f"keys = jax.random.split(key, {writer.keys})"] if writer.keys else []
    lines = [*head, *writer.lines, f"return {mapping(entries)}"]
    module.function("draw(key, dtype=float)", DOC, lines)


class _Writer:
    """Gives every draw a key of its own; basic values of one kind share one, and so do the rows of
    a sampler's data."""

    def __init__(self, module: Module) -> None:
        self.module = module
        standard = {
            b.node: (b.random.distribution.name, module.bound.shape(b.node.shape))
            for b in module.game.batches
            if isinstance(b.random.distribution, Standard)
        }
        self.noise = noise(standard)
        self.keys = len(self.noise.kinds)
        self.lines = list(self.noise.lines)
        self.rows: dict[tuple[str, int], str] = {}
        self.datasets = {d.name: d for d in module.game.datasets}

    def _key(self) -> str:
        self.keys += 1
        return f"keys[{self.keys - 1}]"

    def text(self, batch: BatchRecord) -> str:
        shape = self.module.bound.shape(batch.node.shape)
        match batch.random.distribution:
            case Standard():
                return self.noise.texts[batch.node]
            case Finite() as finite:
                return self._finite(finite, shape)
            case Rows(dataset, column):
                return self._data(self.datasets[dataset], column, batch.size)

    def _finite(self, finite: Finite, shape: tuple[int, ...]) -> str:
        p = np.array(self.module.bound.double(finite.probabilities).entries, np.float64)
        if (p == p[0]).all():
            drawn = f"jax.random.randint({self._key()}, {shape}, 0, {len(p)})"
        else:
            with np.errstate(divide="ignore"):
                table = self.module.tables.array("log_probabilities", np.log(p))
            drawn = f"jax.random.categorical({self._key()}, {table}, shape={shape})"
        return f"{drawn}.astype(dtype)"

    def _data(self, dataset: Dataset, column: str, size: int) -> str:
        values = entries(dataset, column)
        table = f"jnp.asarray({self.module.tables.array(column, values)}, dtype)"
        sampler = next(s for s in self.module.game.samplers if s.name == dataset.name)
        if sampler.batch == "all":
            return table
        return f"{table}[{self._rows(dataset, size)}]"

    def _rows(self, dataset: Dataset, size: int) -> str:
        at = (dataset.name, size)
        if at not in self.rows:
            self.rows[at] = f"rows{len(self.rows) + 1}" if self.rows else "rows"
            drawn = f"jax.random.randint({self._key()}, ({size},), 0, {dataset.rows})"
            self.lines.append(f"{self.rows[at]} = {drawn}")
        return self.rows[at]


def entries(dataset: Dataset, column: str) -> npt.NDArray[np.float64]:
    """A column as floats, rows first."""
    found, sizes = dataset.columns[column], (dataset.rows, *dataset.shapes[column])
    if isinstance(found, Binary) and not found.reversed_axes:
        return np.asarray(found.numbers, np.float64).reshape(sizes)
    return np.array([float(x) for x in found], np.float64).reshape(sizes)
