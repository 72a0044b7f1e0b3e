"""`gamelang`: finds the command, runs it, and turns every ending into an exit status.

0 clean; 1 the spec has errors or a claim is refuted; 2 usage, settings, a missing file; 3 a run
diverged; 4 a run's `--stop` was not met; 70 our own fault; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

import click

from gamelang.cli.options import ColourWish
from gamelang.cli.refusal import refuse
from gamelang.diagnostics.model import Rejected
from gamelang.version import __version__

# In the order in which a reader of `--help` should meet them.
COMMANDS = (
    "check",
    "solve",
    "run",
    "sweep",
    "compare",
    "plot",
    "show",
    "compile",
    "verify",
    "new",
    "list",
    "explain",
    "emit",
    "doctor",
)
OUR_FAULT, INTERRUPTED = 70, 130
ALLOCATIONS = 100_000  # between looks for garbage: while modules load there is none to be found


class Commands(click.Group):
    """Imports a command's file when it is asked for, so that no command pays for another."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"gamelang.cli.{cmd_name}").command
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `gamelang new my_game`, or `gamelang list games`.",
)
@click.version_option(__version__, message="gamelang %(version)s")
def commands() -> None:
    """Write a differentiable game; learn what kind it is; let the players learn."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs one command and exits with its status."""
    gc.set_threshold(ALLOCATIONS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that has no `ξ` still gets a line
            stream.reconfigure(errors="backslashreplace")
    status = _status(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
    sys.exit(status)


def _status(arguments: Sequence[str] | None) -> int:
    wish = ColourWish()
    try:
        return commands.main(arguments, "gamelang", standalone_mode=False, obj=wish) or 0
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Rejected as refusal:
        return refuse(refusal, wish.wanted)
    except BrokenPipeError:
        _close_quietly()
        return 0
    except Exception as fault:
        if os.environ.get("GAMELANG_DEBUG"):
            raise
        _apologise(fault)
        return OUR_FAULT


def _close_quietly() -> None:
    """Whoever read our output has left; give the interpreter nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _apologise(fault: Exception) -> None:
    what = " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
    click.echo(
        f"internal error: {what}\n"
        "This is a fault of gamelang, not of your game. Please report it with this line, the game\n"
        f"file and the command you typed (gamelang {__version__}, Python "
        f"{sys.version.split()[0]}). GAMELANG_DEBUG=1 shows where it happened.",
        err=True,
    )


if __name__ == "__main__":
    main()
