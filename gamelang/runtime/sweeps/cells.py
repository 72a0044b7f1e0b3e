"""Rows as CSV and as Parquet, and back: a number is written so that it reads back as itself."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from gamelang.runtime.sweeps.table import RUN, Columns, Table

WHOLE = re.compile(r"-?\d{1,18}")
WORDS = ("method", "outcome")  # columns in which nothing is a number


def csv_of(rows: Table) -> bytes:
    """UTF-8, a header first, a line for each run; what a run does not have is empty."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.columns)
    cells = ([_text(c) for c in column] for column in rows.columns.values())
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode()


def table_of_csv(path: Path) -> Table:
    """Raises OSError and ValueError."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *lines = list(csv.reader(file)) or [[]]
    if RUN not in head or any(len(line) != len(head) for line in lines):
        raise ValueError("it has no column `run`, or a line that is cut off")
    columns: Columns = {
        name: [_cell(name, line[k]) for line in lines] for k, name in enumerate(head)
    }
    return Table(columns)


def parquet_of(rows: Table) -> bytes:
    import pyarrow
    import pyarrow.parquet

    arrays = {name: pyarrow.array(_alike(cells)) for name, cells in rows.columns.items()}
    buffer = BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(arrays), buffer)
    return buffer.getvalue()


def table_of_parquet(path: Path) -> Table:
    """Raises OSError and ValueError."""
    import pyarrow.parquet

    found: Columns = pyarrow.parquet.read_table(path).to_pydict()
    if RUN not in found:
        raise ValueError("it has no column `run`")
    return Table(found)


def _text(cell: Any) -> str:
    return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell)


def _cell(name: str, text: str) -> Any:
    if name in WORDS or text in ("True", "False"):
        return text == "True" if text in ("True", "False") else text
    if not text:
        return None
    if WHOLE.fullmatch(text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


def _alike(cells: list[Any]) -> list[Any]:
    """Cells of one type: numbers of one kind, or else words."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int, float}:
        return [None if cell is None else float(cell) for cell in cells]
    if len(kinds) > 1:
        return [None if cell is None else str(cell) for cell in cells]
    return cells
