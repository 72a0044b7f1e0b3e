"""`gamelang show FILE`: what is derived from a game: losses, xi, H, S, A, the potential."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

from gamelang import compiler
from gamelang.cli import options

if TYPE_CHECKING:
    from gamelang.core.game import TypedGame
    from gamelang.core.verdicts import Json

    Part = Literal["losses", "xi", "hessian", "S", "A", "potential"]

PARTS: tuple[Part, ...] = ("losses", "xi", "hessian", "S", "A", "potential")


@click.command("show", short_help="Print losses, xi, H, S, A or the potential.")
@options.file
@click.option("--what", type=click.Choice([*PARTS, "all"]), default="all", show_default=True)
@click.option(
    "--as", "form", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True
)
@options.settings
@options.budget
@options.colour_of_problems
def command(
    file: str,
    what: Part | Literal["all"],
    form: Literal["text", "latex", "json"],
    settings: dict[str, str],
    budget: float,
) -> int:
    """Print what is derived from FILE: the losses that players lower, the simultaneous gradient xi,
    the game Hessian H = dxi/dtheta, S = (H + H')/2, A = (H - H')/2, and the potential if the game
    is proved to have one.

    With an unknown size all is written in index notation, one expression for all entries of a
    parameter; --set n=2 writes every entry. Constants may stay symbols. Exit status 1 if the
    potential is asked for and there is none.
    """
    from gamelang.syntax.text import read_source

    game = compiler.typed(read_source(file), settings)
    parts = PARTS if what == "all" else (what,)
    if form == "json":
        shown: dict[str, Json] = {"schema_version": 1, "game": game.name}
        shown |= {part: _json(game, part, budget) for part in parts}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        sections = [_section(game, part, form, budget) for part in parts]
        separator = " \\\\\n" if form == "latex" else "\n\n"
        click.echo(separator.join(section for section in sections if section is not None))
    return 1 if what == "potential" and compiler.potential(game, budget) is None else 0


def _json(game: TypedGame, part: Part, budget: float) -> Json:
    if part == "potential":
        return compiler.potential(game, budget)
    return compiler.derived(game, part, "json")


def _section(
    game: TypedGame, part: Part, form: Literal["text", "latex"], budget: float
) -> str | None:
    if part != "potential":
        return str(compiler.derived(game, part, form))
    found = compiler.potential(game, budget)
    if found is None:
        return None if form == "latex" else "potential: none was proved"
    return f"\\phi &= {_typewriter(found)}" if form == "latex" else f"potential = {found}"


def _typewriter(text: str) -> str:
    """An expression of the game language inside LaTeX's mathematics."""
    return "\\mathtt{" + text.replace("_", "\\_").replace(" ", "\\ ") + "}"
