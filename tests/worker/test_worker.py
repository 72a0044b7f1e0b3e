"""The killable process: answers come back, time and memory have limits."""

import pytest

from gamelang import worker


def test_a_task_answers_in_json() -> None:
    assert worker.run("math:factorial", 20, seconds=60) == 2432902008176640000


def test_a_task_over_its_time_is_killed() -> None:
    with pytest.raises(worker.StoppedError, match=r"more than 0\.5 seconds"):
        worker.run("time:sleep", 60, seconds=0.5)


def test_a_task_over_its_memory_is_stopped() -> None:
    with pytest.raises(worker.StoppedError, match="more than 256 MiB"):
        worker.run("builtins:bytearray", 4 << 30, seconds=60, mebibytes=256)


def test_what_a_task_prints_does_not_mix_with_its_answer() -> None:
    assert worker.run("builtins:print", "hello", seconds=60) is None


def test_a_task_that_fails_says_only_that_it_failed() -> None:
    with pytest.raises(worker.StoppedError, match="without an answer"):
        worker.run("math:factorial", -1, seconds=60)
