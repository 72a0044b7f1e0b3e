"""Reads what the folder of a run has recorded, also while that run goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.runtime.checkpoint import DamagedError
from gamelang.runtime.folder import METRICS
from gamelang.runtime.kept import newest
from gamelang.runtime.leaves import Arrays
from gamelang.runtime.records import Array, Records

PLACES, PARAMETERS = "rows.place", "moving.state.parameters."


def recorded(path: Path) -> tuple[Records, Arrays]:
    """What the folder of a run holds: its records, and the parameters of its newest checkpoint by
    `player.parameter`. Raises Rejected where it has none."""
    lines, kept = _lines(path), _checkpoint(path)
    end = {n.removeprefix(PARAMETERS): x for n, x in kept.items() if n.startswith(PARAMETERS)}
    if not lines:
        raise Rejected([Diagnostic("G550", f"the run in {path} has recorded nothing yet")])
    try:
        return _records(lines, kept.get(PLACES)), end
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Rejected([Diagnostic("G550", f"{path / METRICS} is not that of a run")]) from None


def _records(lines: Sequence[Mapping[str, Any]], places: Array | None) -> Records:
    return Records(
        _column(lines, "step"),
        _column(lines, "xi_norm"),
        _column(lines, "residual"),
        _columns(lines, "losses"),
        _columns(lines, "metrics"),
        _columns(lines, "gradients"),
        places,
        _columns(lines, "coverage"),
        {n: _column(lines, f"norm_{n}") for n in ("S", "A") if f"norm_{n}" in lines[0]},
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    """metrics.jsonl; a last line that is cut is left out."""
    found = []
    try:
        for line in (path / METRICS).read_text(encoding="utf-8").splitlines():
            found.append(json.loads(line))
    except OSError:
        return []
    except ValueError:
        pass
    return [line for line in found if isinstance(line, dict) and "step" in line]


def _checkpoint(path: Path) -> Arrays:
    try:
        checkpoint = newest(path).checkpoint
    except (DamagedError, OSError):
        return {}
    return {} if checkpoint is None else checkpoint.arrays


def _columns(lines: Sequence[Mapping[str, Any]], name: str) -> dict[str, Array]:
    """A column of dicts as a dict of columns, NaN where a line has no value."""
    keys = dict.fromkeys(key for line in lines for key in line.get(name, {}))
    nothing: Mapping[str, Any] = {}
    parts = {key: [line.get(name, nothing).get(key) for line in lines] for key in keys}
    return {key: _array(values) for key, values in parts.items()}


def _column(lines: Sequence[Mapping[str, Any]], name: str) -> Array:
    return _array([line.get(name) for line in lines])


def _array(values: list[Any]) -> Array:
    """Numbers or lists of them; null is NaN."""
    return np.array(values, dtype=float)
