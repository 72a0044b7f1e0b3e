"""A sweep in short: how many runs ended how, the best and the worst, and for each value of what
varied the share that converged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from gamelang.runtime.sweeps.table import Table

SHOWN = 3  # best and worst runs
REACHED = ("converged", "stopped")


@dataclass(frozen=True, slots=True)
class Share:
    """Of the runs with these values of one or two axes: how many, and which share converged (or met
    the stop condition) and diverged."""

    at: Mapping[str, Any]
    runs: int
    converged: float
    diverged: float


@dataclass(frozen=True, slots=True)
class Digest:
    """`best`: the runs that converged, or stopped, after the fewest steps, then those with the
    smallest residual; `worst`: the other end of that order."""

    outcomes: Mapping[str, int]
    best: tuple[Mapping[str, Any], ...]
    worst: tuple[Mapping[str, Any], ...]
    shares: tuple[tuple[Share, ...], ...]


def digest(rows: Table, axes: Sequence[str]) -> Digest:
    """`axes`: the names of what varied, without the seed."""
    every = sorted(rows.rows(), key=_order)
    outcomes = dict(Counter(row["outcome"] for row in every).most_common())
    worst = tuple(reversed(every[SHOWN:][-SHOWN:]))
    pairs = [tuple(axes)] if len(axes) == 2 else [(name,) for name in axes]
    shares = tuple(_shares(every, names) for names in pairs if every)
    return Digest(outcomes, tuple(every[:SHOWN]), worst, shares)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    reached, diverged = row["outcome"] in REACHED, row["outcome"] == "diverged"
    rest = row["residual"] if row["residual"] is not None else inf
    return (
        0 if reached else 2 if diverged else 1,
        row["outcome_step"] if reached else -row["outcome_step"] if diverged else 0,
        rest if isfinite(rest) else inf,
        row["run"],
    )


def _shares(rows: Sequence[Mapping[str, Any]], names: tuple[str, ...]) -> tuple[Share, ...]:
    found: dict[tuple[Any, ...], list[str]] = {}
    for row in sorted(rows, key=lambda row: row["run"]):
        found.setdefault(tuple(row[name] for name in names), []).append(row["outcome"])
    return tuple(
        Share(
            dict(zip(names, at, strict=True)),
            len(ends),
            sum(end in REACHED for end in ends) / len(ends),
            ends.count("diverged") / len(ends),
        )
        for at, ends in found.items()
    )
