"""How a run is watched: a bar on a terminal, elsewhere a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gamelang.runtime.course import Progress

FIRST, BETWEEN = 2.0, 10.0  # seconds before the first plain line, and from line to line
MOST_LOSSES = 4

Watcher = Callable[["Progress"], None]


@contextmanager
def watching(quiet: bool) -> Iterator[Watcher]:
    """What to call at every sign of life; it all goes to stderr."""
    if quiet:
        yield lambda progress: None
    elif sys.stderr.isatty():
        with _bar() as watcher:
            yield watcher
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Watcher]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=16), TaskProgressColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("compiling", total=None)

        def watch(progress: Progress) -> None:
            bar.update(
                task,
                total=progress.steps,
                completed=progress.step,
                description=_words(progress),
            )

        yield watch


def _lines() -> Watcher:
    due = time.monotonic() + FIRST

    def watch(progress: Progress) -> None:
        nonlocal due
        if progress.step and time.monotonic() >= due:
            due = time.monotonic() + BETWEEN
            click.echo(f"step {progress.step}/{progress.steps}  {_words(progress)}", err=True)

    return watch


def _words(progress: Progress) -> str:
    words = [f"‖ξ‖ {progress.xi_norm:.3g}", losses(progress.losses)]
    return "  ".join([*words, f"{progress.speed:,.0f} steps/s"])


def losses(values: Mapping[str, Any]) -> str:
    """Each player's loss, a family's as its range; only the first few of many players."""
    shown = [f"{name} {_loss(value)}" for name, value in list(values.items())[:MOST_LOSSES]]
    return "  ".join([*shown, *(["..."] if len(values) > MOST_LOSSES else [])])


def _loss(value: Any) -> str:
    if not getattr(value, "shape", ()):
        return f"{float(value) + 0.0:.4g}"  # no -0
    return f"{float(value.min()) + 0.0:.4g} .. {float(value.max()) + 0.0:.4g}"
