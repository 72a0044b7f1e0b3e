"""Interrupts that are not lost.

Python drops a KeyboardInterrupt that is raised in a callback of the garbage collector, and JAX has
one; so the signal is also remembered, and asked for between two chunks of a run.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Whether an interrupt came."""

    def __init__(self) -> None:
        self.came = False

    def check(self) -> None:
        """Raises KeyboardInterrupt if one came."""
        if self.came:
            raise KeyboardInterrupt

    def notice(self, number: int, frame: FrameType | None) -> None:
        """The handler of the signal."""
        self.came = True
        signal.default_int_handler(number, frame)


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Remembers an interrupt while this lasts. Another handler than Python's own stays, and so
    does every handler in threads, which never get a signal."""
    noticed = Interrupts()
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield noticed
        return
    signal.signal(signal.SIGINT, noticed.notice)
    try:
        yield noticed
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
