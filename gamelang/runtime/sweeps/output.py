"""The file of a sweep: rows written as they come, whole or not at all, and merged at the end.

Beside OUT.csv stand OUT.csv.manifest.json, which says what the sweep is, and while it runs the
folder OUT.csv.parts with a file for each chunk of rows. Rows that are there are not run again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gamelang.runtime import durable
from gamelang.runtime.sweeps.axes import refused
from gamelang.runtime.sweeps.cells import csv_of, parquet_of, table_of_csv, table_of_parquet
from gamelang.runtime.sweeps.table import Table, joined

CODE = "G564"
SUFFIXES = (".csv", ".parquet")
MAY_DIFFER = ("versions", "device", "platform", "started")


@dataclass(frozen=True, slots=True)
class Output:
    """Where the rows of a sweep go."""

    path: Path

    @property
    def manifest_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.manifest.json")

    @property
    def parts(self) -> Path:
        return self.path.with_name(f"{self.path.name}.parts")

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Makes the folder, or finds it made for the same sweep. Raises Rejected."""
        earlier = self.manifest()
        if earlier is not None:
            _require_same(self.path, earlier, manifest)
        elif self.path.exists():
            text = f"{self.path} is there already, and no sweep that could go on"
            raise refused(CODE, text, "name another file, or move that one away")
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            if earlier is None or "started" not in earlier:
                text = json.dumps(manifest, ensure_ascii=False, indent=2)
                durable.write(self.manifest_path, text.encode())
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def manifest(self) -> Mapping[str, Any] | None:
        """What the sweep is that is there, if there is one. Raises Rejected where it is damaged."""
        try:
            found = json.loads(self.manifest_path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise refused(CODE, f"{self.manifest_path} cannot be read: {_reason(error)}") from None
        if not isinstance(found, dict) or found.get("kind") != "sweep":
            raise refused(CODE, f"{self.manifest_path} does not describe a sweep")
        return found

    def add(self, rows: Table) -> None:
        """Keeps the rows of a chunk."""
        try:
            durable.write(self.parts / f"rows-{min(rows.runs):09d}.csv", csv_of(rows))
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def rows(self) -> Table:
        """All rows that are there."""
        found = []
        if self.path.exists():
            found.append(_read(self.path))
        with suppress(FileNotFoundError):
            found += [_read(part) for part in sorted(self.parts.glob("rows-*.csv"))]
        return joined(found)

    def merge(self) -> Table:
        """Puts all rows into the file, if there are any, and clears away the parts."""
        rows = self.rows()
        if not rows.runs:
            return rows
        content = parquet_of(rows) if self.path.suffix == ".parquet" else csv_of(rows)
        try:
            durable.write(self.path, content)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        shutil.rmtree(self.parts, ignore_errors=True)
        return rows


def output_at(path: Path) -> Output:
    """Raises Rejected where a file of this kind cannot be written here."""
    if path.suffix not in SUFFIXES:
        text = f"a sweep writes {' or '.join(SUFFIXES)}, and {path.name} is neither"
        raise refused(CODE, text, f"write -o {path.stem or 'out'}.csv")
    if path.suffix == ".parquet" and find_spec("pyarrow") is None:
        text = "Parquet is written through pyarrow, which is not installed"
        help = f"install pyarrow, or write -o {path.stem}.csv"
        raise refused(CODE, text, help)
    return Output(path)


def _read(path: Path) -> Table:
    try:
        return table_of_parquet(path) if path.suffix == ".parquet" else table_of_csv(path)
    except (OSError, ValueError) as error:
        text = f"{path} cannot be read as rows of a sweep: {_reason(error)}"
        raise refused(CODE, text, "move it away: its runs are then made again") from None


def _require_same(path: Path, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    other = [k for k in {**was, **now} if k not in MAY_DIFFER and was.get(k) != now.get(k)]
    if other:
        text = f"{path} holds another sweep ({', '.join(other)} of it is not the same)"
        raise refused(CODE, text, f"name another file, or go on with that one: --resume {path}")


def _unwritable(path: Path, error: OSError) -> Exception:
    return refused(CODE, f"{path} cannot be written: {_reason(error)}")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
