"""`gamelang solve FILE`: the equilibria alone, each with its kinds and every best response."""

from __future__ import annotations

import json
import sys
from fractions import Fraction

import click

from gamelang import compiler
from gamelang.cli import options
from gamelang.cli.deep_page import equilibria_part
from gamelang.cli.terminal import Ink, colourful
from gamelang.core.deep_report import solve_report
from gamelang.core.report import Document
from gamelang.diagnostics import machine

Box = tuple[Fraction, Fraction]


def _box(context: click.Context, parameter: click.Parameter, text: str | None) -> Box | None:
    """`--box -5..5`."""
    if text is None:
        return None
    low, dots, high = text.partition("..")
    try:
        box = Fraction(low.strip()), Fraction(high.strip())
    except (ValueError, ZeroDivisionError):
        box = Fraction(0), Fraction(0)
    if not dots or box[0] >= box[1]:
        raise click.BadParameter(f"write LO..HI, as in --box -5..5; got {text!r}")
    return box


@click.command("solve", short_help="Find the equilibria of a game.")
@options.file
@options.settings
@click.option(
    "--box",
    callback=_box,
    metavar="LO..HI",
    help="How far to search where a domain does not end. [default: -10..10]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@options.budget
@options.colour
def command(
    file: str,
    settings: dict[str, str],
    box: Box | None,
    as_json: bool,
    budget: float,
    colour: bool | None,
) -> int:
    """Find the fixed points of FILE, say of which kind each is and whether a player could do better
    elsewhere, and whether these are all.

    A FILE may be `-`, the standard input.
    """
    from gamelang.syntax.text import read_source

    source = read_source(file)
    game = compiler.typed(source, settings)
    found = compiler.solve(game, box, budget)
    if as_json:
        problems: list[Document] = [dict(machine.as_dict(d, source)) for d in game.warnings]
        report = solve_report(file, game, found, problems)
        click.echo(json.dumps(report, ensure_ascii=False, indent=2), color=True)
    else:
        shown = colourful(colour, sys.stdout)
        click.echo("\n".join(equilibria_part(found, Ink(shown))), color=shown)
    return 0
