"""Interrupts that are not lost, and that come between two chunks of a run.

The first one is only noted: a run asks for it where everything is in order, and saves. The second
raises KeyboardInterrupt at once, wherever the run is; nothing is then saved that is not saved yet.
(Python drops a KeyboardInterrupt raised in a callback of the garbage collector, and JAX has one:
another reason to note it.)
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PYTHONS = signal.default_int_handler


class Interrupts:
    """Whether an interrupt came."""

    def __init__(self) -> None:
        self.came = False

    def check(self) -> None:
        """Raises KeyboardInterrupt if one came."""
        if self.came:
            raise KeyboardInterrupt

    def notice(self, number: int, frame: FrameType | None) -> None:
        """The handler of the signals."""
        if self.came:
            PYTHONS(number, frame)
        self.came = True


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Notes interrupts while this lasts. Another handler than Python's own stays, and so does
    every handler in threads, which never get a signal."""
    noticed = Interrupts()
    with ExitStack() as handlers:
        for number in SIGNALS:
            if _ours() and signal.getsignal(number) is PYTHONS:
                handlers.callback(signal.signal, number, PYTHONS)
                signal.signal(number, noticed.notice)
        yield noticed


@contextmanager
def termination_interrupts() -> Iterator[None]:
    """A request to end (SIGTERM) is an interrupt while this lasts; for a command, whose process is
    its own."""
    if not _ours() or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, PYTHONS)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _ours() -> bool:
    return threading.current_thread() is threading.main_thread()
