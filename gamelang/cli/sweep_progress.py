"""How a sweep is watched: a line now and then, on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gamelang.runtime.sweeps.sweeping import Progress

FIRST, BETWEEN = 2.0, 10.0  # seconds before the first plain line, and from line to line
OFTEN = 0.2  # on a terminal, where a line replaces the one before

Watcher = Callable[["Progress"], None]


@contextmanager
def watching(quiet: bool) -> Iterator[Watcher]:
    """What to call at every sign of life."""
    if quiet:
        yield lambda progress: None
        return
    bar = sys.stderr.isatty()
    due = time.monotonic() + (0.0 if bar else FIRST)

    def watch(progress: Progress) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + (OFTEN if bar else BETWEEN)
            words = f"{progress.runs}/{progress.of} runs, step {progress.step}/{progress.steps}"
            click.echo(f"\r\033[K{words}" if bar else words, err=True, nl=not bar)

    try:
        yield watch
    finally:
        if bar:
            click.echo("\r\033[K", err=True, nl=False)
