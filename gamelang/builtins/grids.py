"""Grids of numbers, entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from gamelang.builtins.record import Grid


def integers(grids: list[Grid[Any]]) -> bool:
    return all(isinstance(entry, int) for grid in grids for entry in grid.entries)


def zipped(grids: list[Grid[Any]], function: Callable[..., Any]) -> Grid[Any]:
    """Elementwise, scalars combining with any shape."""
    sizes = next((g.sizes for g in grids if g.sizes), ())
    length = prod(sizes)
    columns = [g.entries if g.sizes else [g.scalar] * length for g in grids]
    return Grid(sizes, [function(*row) for row in zip(*columns, strict=True)])
