"""What a terminal is shown: whether in colour, and text laid out in columns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TextIO

import click

WIDTH = 92


def colourful(wanted: bool | None, stream: TextIO) -> bool:
    """`--color` decides, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    if wanted is not None:
        return wanted
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


class Ink:
    """Paints words, or leaves them alone where there is no colour."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def _paint(self, text: str, **how: object) -> str:
        return click.style(text, **how) if self.colour else text  # type: ignore[arg-type]

    def strong(self, text: str) -> str:
        return self._paint(text, bold=True)

    def faint(self, text: str) -> str:
        return self._paint(text, dim=True)

    def good(self, text: str) -> str:
        return self._paint(text, fg="green", bold=True)

    def bad(self, text: str) -> str:
        return self._paint(text, fg="red", bold=True)

    def doubtful(self, text: str) -> str:
        return self._paint(text, fg="yellow", bold=True)

    def name(self, text: str) -> str:
        return self._paint(text, fg="cyan")


def paragraph(text: str, indent: int = 0) -> list[str]:
    """A text filled into lines; a word longer than a line stays whole."""
    margin = " " * indent
    return wrap(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def side_by_side(words: Iterable[str], indent: int = 0) -> list[str]:
    """Words two blanks apart, as many as a line holds; none is broken."""
    lines: list[str] = []
    for one in words:
        if lines and len(lines[-1]) + 2 + len(one) <= WIDTH:
            lines[-1] += f"  {one}"
        else:
            lines.append(" " * indent + one)
    return lines


def beside(label: str, painted: str, width: int, text: str) -> list[str]:
    """A label, and a text filled into the room to its right."""
    room = wrap(text, max(WIDTH - width, 30), break_long_words=False, break_on_hyphens=False)
    first = painted + " " * max(width - len(label), 1)
    return [
        (first + (room[0] if room else "")).rstrip(),
        *(" " * width + line for line in room[1:]),
    ]


def columns(rows: Iterable[Sequence[str]], indent: int = 2) -> list[str]:
    """Rows with every column but the last as wide as its widest cell."""
    table = [tuple(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return [
        (
            " " * indent + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
