"""Runs `gamelang check` on each file that is asked for, in a forked child with limits.

Reads one JSON object a line, the folder, the name and whether the game is legal; prints one a file:
its exit status, what it wrote, and by which signal it died.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile

from gamelang import compiler
from gamelang.cli import check, main  # noqa: F401  (loaded once, before the children part)
from gamelang.source import Source

CPU_SECONDS = 8  # 5 on a quiet core; CPU time grows where others share the core
GIANT_CPU_SECONDS = 20  # a file near the limit of 1 MiB
LEGAL_CPU_SECONDS = 40  # text, checking and the budgets of the checker's steps, of a legal game
GIANT = 50_000
ADDRESS_SPACE = 1 << 30
BUDGET = "2"
SMALL = "game g\nplayer one:\n    x: real\n    minimize x**2\n"


def examine(folder: str, name: str, legal: bool) -> dict[str, object]:
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if child == 0:
            _limited(output.fileno(), folder, name, legal)
        _, ending = os.waitpid(child, 0)
        output.seek(0)
        text = output.read().decode("utf-8", "backslashreplace")
    killed = os.WTERMSIG(ending) if os.WIFSIGNALED(ending) else 0
    return {"name": name, "status": os.WEXITSTATUS(ending), "signal": killed, "output": text}


def _limited(output: int, folder: str, name: str, legal: bool) -> None:
    """In the child: never returns."""
    status = 99
    try:
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(folder)
        giant = os.path.exists(name) and os.path.getsize(name) > GIANT
        bad = GIANT_CPU_SECONDS if giant else CPU_SECONDS
        seconds = LEGAL_CPU_SECONDS if legal else bad
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        main.main(["check", "--budget", BUDGET, name])
    except SystemExit as ending:
        status = int(ending.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    compiler.answered(compiler.typed(Source("small.game", SMALL)))  # loads what every check needs
    for line in sys.stdin:
        print(json.dumps(examine(**json.loads(line))), flush=True)
