"""An interrupt waits until a run is in order; a second one does not wait."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from gamelang.runtime.interrupts import interrupts, termination_interrupts


@pytest.fixture(autouse=True)
def pythons_handler() -> Iterator[None]:
    """A shell's background jobs ignore interrupts; here they are heeded."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_first_interrupt_waits_to_be_asked_for_and_the_second_does_not() -> None:
    with interrupts() as noticed:
        noticed.check()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            noticed.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_command_takes_a_request_to_end_as_an_interrupt() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with termination_interrupts(), interrupts() as noticed:
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            noticed.check()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_handler_of_the_user_stays() -> None:
    def own(number: int, frame: object) -> None: ...

    signal.signal(signal.SIGINT, own)
    with interrupts():
        assert signal.getsignal(signal.SIGINT) is own
