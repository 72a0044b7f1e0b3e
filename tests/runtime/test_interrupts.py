"""An interrupt ends a run even where Python drops the exception."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from gamelang.runtime.interrupts import interrupts


@pytest.fixture(autouse=True)
def pythons_handler() -> Iterator[None]:
    """A shell's background jobs ignore interrupts; here they are heeded."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_dropped_interrupt_is_remembered() -> None:
    with interrupts() as noticed:
        noticed.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            noticed.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_user_stays() -> None:
    def own(number: int, frame: object) -> None: ...

    signal.signal(signal.SIGINT, own)
    with interrupts():
        assert signal.getsignal(signal.SIGINT) is own
