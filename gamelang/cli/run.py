"""`gamelang run FILE`: let the players learn, and say how it ended."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from gamelang import compiler
from gamelang.cli import options
from gamelang.cli.flags import flags_of
from gamelang.cli.progress import watching
from gamelang.cli.summary import summary
from gamelang.cli.terminal import Ink, colourful

if TYPE_CHECKING:
    from gamelang.runtime.folder import RunFolder
    from gamelang.runtime.result import RunResult

DIVERGED, STOP_NOT_MET, INTERRUPTED = 3, 4, 130


@click.command("run", short_help="Let the players learn, and say how it ended.")
@options.file
@click.option("--method", metavar="NAME", help="The update rule; see `gamelang list methods`.")
@click.option(
    "--optimizer", metavar="NAME", help="The descent rule; see `gamelang list optimizers`."
)
@click.option(
    "--rate",
    metavar="R",
    help="The step size, or a schedule: 'cosine(0.1, 1000)'; see `gamelang list schedules`.",
)
@click.option("--strength", type=float, metavar="L", help="How far the method turns the field.")
@click.option("--steps", type=int, metavar="N", help="How many steps to make.")
@click.option("--seed", type=int, metavar="N", help="Fixes every random draw.")
@options.settings
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="The run's folder.")
@click.option(
    "--stop", metavar="CONDITION", help="End early: 'xi_norm < 1e-6', or residual, or a metric."
)
@click.option("--precision", type=click.Choice(["float32", "float64"]), help="Of the numbers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a summary.")
@click.option("--quiet", is_flag=True, help="No progress.")
@options.colour
def command(
    file: str,
    method: str | None,
    optimizer: str | None,
    rate: str | None,
    strength: float | None,
    steps: int | None,
    seed: int | None,
    settings: dict[str, str],
    out: Path | None,
    stop: str | None,
    precision: Literal["float32", "float64"] | None,
    as_json: bool,
    quiet: bool,
    colour: bool | None,
) -> int:
    """Let the players of FILE learn. Flags beat the file's `train:` block.

    Exit status 3 if the run diverged, 4 if --stop was not met.
    """
    from gamelang.syntax.text import read_source

    game = compiler.typed(read_source(file), settings)
    flags = flags_of(game, method, strength, optimizer, rate, steps, seed, precision, stop)
    with watching(quiet) as watch:
        result = compiler.run(game, flags, lambda: _folder(game.name, out), watch)
    if as_json:
        click.echo(json.dumps(result.document, ensure_ascii=False, indent=2))
    else:
        ink = Ink(colourful(colour, sys.stdout))
        click.echo(summary(result, ink), color=ink.colour)
    for remark in result.remarks:
        click.echo(f"remark: {remark}", err=True)
    return _status(result)


def _folder(game: str, out: Path | None) -> RunFolder:
    from gamelang.runtime.folder import chosen_folder, new_folder

    return new_folder(game) if out is None else chosen_folder(out)


def _status(result: RunResult) -> int:
    if result.interrupted:
        click.echo(f"interrupted; what was reached is in {result.run}", err=True)
        return INTERRUPTED
    if result.outcome == "diverged":
        return DIVERGED
    return STOP_NOT_MET if result.stop_met is False else 0
