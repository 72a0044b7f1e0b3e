"""Runs a task in a process of its own that can be killed: limits on time and memory.

JSON goes in and JSON comes out; nothing else is shared. For exact work whose single steps cannot
be interrupted; a small game never needs it. The compiler alone calls it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

MEBIBYTE = 1 << 20
OUT_OF_MEMORY = 3


class StoppedError(Exception):
    """The task did not finish; the text says why in words."""


def run(task: str, argument: Any, seconds: float, mebibytes: int = 1024) -> Any:
    """The result of `module:function`, called with the argument.

    Raises StoppedError when the time is over, the memory is used up, or the task fails.
    """
    root = str(Path(__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-P", "-m", "gamelang.worker", task, str(mebibytes)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    ) as process:
        try:
            answer, _ = process.communicate(json.dumps(argument), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise StoppedError(f"exact work took more than {seconds:g} seconds") from None
        except BaseException:
            process.kill()
            raise
    if process.returncode == OUT_OF_MEMORY:
        raise StoppedError(f"exact work needed more than {mebibytes:,} MiB of memory")
    if process.returncode:
        raise StoppedError("exact work ended without an answer")
    return json.loads(answer)


def serve(task: str, mebibytes: int, questions: TextIO, answers: TextIO) -> int:
    """The child's side: one question in, one answer out; the exit status."""
    _limit_memory(mebibytes)
    name, _, function = task.partition(":")
    try:
        result = getattr(import_module(name), function)(json.load(questions))
    except MemoryError:
        return OUT_OF_MEMORY
    json.dump(result, answers)
    answers.flush()
    return 0


def _limit_memory(mebibytes: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit still holds there
        return
    size = mebibytes * MEBIBYTE
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        size = min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def main() -> None:
    # What a task prints must not mix with the answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    sys.exit(serve(sys.argv[1], int(sys.argv[2]), sys.stdin, answers))


if __name__ == "__main__":
    main()
