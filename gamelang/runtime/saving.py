"""When a run is saved: between two chunks every so many seconds, and where it ends.

What is saved is the last finite state with the records up to it, so that whoever resumes it walks
the same way on: to the same end, or to the same bad step.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np

from gamelang.fields.interface import Fields
from gamelang.runtime.checkpoint import Checkpoint
from gamelang.runtime.course import Course
from gamelang.runtime.folder import RunFolder
from gamelang.runtime.history import first, lines
from gamelang.runtime.leaves import arrays_of, tree_of
from gamelang.runtime.loop import Loop, Moving
from gamelang.runtime.measure import Row

EVERY = 10.0  # seconds from checkpoint to checkpoint


@dataclass(slots=True)
class Saver:
    """Writes records and checkpoints of one course into its folder, if it has one."""

    folder: RunFolder | None
    game: Fields
    every: float = EVERY
    saved: int | None = None  # the step of the latest checkpoint
    latest: float = field(default_factory=time.monotonic)

    def record(self, course: Course, rows: Row) -> None:
        """Appends records; what is finite is saved before a record that is not."""
        if self.folder is not None:
            if not rows.finite.all():
                self.save(course)
            self.folder.records(lines(self.game, rows))

    def between(self, course: Course) -> None:
        """Saves if it is time."""
        if time.monotonic() - self.latest >= self.every:
            self.save(course)

    def save(self, course: Course) -> None:
        """Saves unless that is done already, or there is nothing finite."""
        if self.folder is None or not course.history.parts:
            return
        step = int(course.moving.state.step)
        rows = course.history.rows
        rows = first(rows, rows.finite & (rows.step <= step))
        if len(rows.step) and step != self.saved:
            self.folder.checkpoint(arrays_of(_document(course.moving, rows)), step)
            self.saved = step
        self.latest = time.monotonic()


def restored(checkpoint: Checkpoint, loop: Loop) -> tuple[Moving, Row]:
    """The state and the records of a checkpoint. Raises leaves.UnlikeError if it is one of another
    program."""
    count = len(checkpoint.arrays.get("rows.step", np.zeros(0)))
    rows = jax.tree.map(
        lambda x: jax.ShapeDtypeStruct((count, *x.shape), x.dtype),  # type: ignore[no-untyped-call]
        loop.row_shapes,
    )
    found = tree_of(checkpoint.arrays, _document(loop.shapes, rows))
    return found["moving"], found["rows"]


def _document(moving: Moving, rows: Row) -> dict[str, Any]:
    return {"moving": moving, "rows": rows}
