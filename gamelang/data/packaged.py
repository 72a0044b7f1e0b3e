"""Data sets of an installed package: scikit-learn's `digits()` and `iris()`, whole or split.

In: the columns a spec declares. Out: the entries of each, row after row, exact.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from gamelang.data.rows import Column, Found
from gamelang.data.table import DataError
from gamelang.frozen import frozen

SETS = ("digits", "iris")
EVERY = 5  # this many rows of a label give one to the test part
Part = Literal["train", "test"]


@frozen
class Labelled:
    """Rows of numbers, their labels, and how many labels there are."""

    rows: list[list[Fraction]]
    labels: list[int]
    classes: int


def packaged(name: str, part: Part | None, wanted: Sequence[Column]) -> list[Found]:
    """`digits()`: 1,797 images of 8 x 8 pixels from 0 to 1 (their 16 grey levels over 16), and the
    digit; `iris()`: 150 flowers, four lengths in cm, and the species. Raises DataError."""
    readers: dict[str, Callable[[], Labelled]] = {"digits": _digits, "iris": _iris}
    whole = readers[name]()
    table = whole if part is None else split(whole, part)
    width = len(table.rows[0])
    found = []
    for column in wanted:
        if column.integers and column.width == 1:
            found.append(Found(tuple(map(Fraction, table.labels))))
        elif column.width == width:
            found.append(Found(tuple(x for row in table.rows for x in row)))
        else:
            raise DataError(
                "G480",
                f"`{name}()` has {width} numbers and a label of {table.classes} kinds in each row",
                f"`{column.name}` is declared as a {column.declared}",
            )
    return found


def split(table: Labelled, part: Part) -> Labelled:
    """Of the rows of each label, in their order, every fifth is in the test part, the rest in the
    other: both have the labels in equal shares, whatever the order of the rows."""
    met: Counter[int] = Counter()
    kept = []
    for k, label in enumerate(table.labels):
        met[label] += 1
        if (met[label] % EVERY == 0) == (part == "test"):
            kept.append(k)
    rows, labels = [table.rows[k] for k in kept], [table.labels[k] for k in kept]
    return Labelled(rows, labels, table.classes)


def _digits() -> Labelled:
    with gzip.open(_file("digits.csv.gz"), "rt", encoding="ascii") as file:
        table = [[int(float(field)) for field in row] for row in csv.reader(file)]
    rows = [[Fraction(x, 16) for x in row[:-1]] for row in table]
    return Labelled(rows, [row[-1] for row in table], 10)


def _iris() -> Labelled:
    text = _file("iris.csv").read_text(encoding="ascii")
    table = list(csv.reader(io.StringIO(text)))[1:]
    rows = [[Fraction(field) for field in row[:-1]] for row in table]
    return Labelled(rows, [int(row[-1]) for row in table], 3)


def _file(name: str) -> Path:
    spec = find_spec("sklearn")
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    for folder in folders:
        path = Path(folder) / "datasets" / "data" / name
        if path.is_file():
            return path
    raise DataError(
        "G472",
        "this data set comes with scikit-learn, which is not installed",
        "install it: `pip install scikit-learn`",
    )
