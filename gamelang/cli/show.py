"""`gamelang show FILE`: what is derived from a game: losses, xi, H, S, A, the potential."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from gamelang import compiler
from gamelang.cli import options
from gamelang.cli.evidence import evidence

if TYPE_CHECKING:
    from gamelang.core.game import TypedGame
    from gamelang.core.verdicts import Json
    from gamelang.symbolic.views import What

DERIVED: tuple[What, ...] = ("losses", "xi", "hessian", "S", "A")


@click.command("show", short_help="Print losses, xi, H, S, A or the potential.")
@options.file
@click.option(
    "--what", type=click.Choice([*DERIVED, "potential", "all"]), default="all", show_default=True
)
@click.option(
    "--as", "form", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True
)
@options.settings
@options.budget
@options.colour_of_problems
def command(
    file: str,
    what: What | Literal["potential", "all"],
    form: Literal["text", "latex", "json"],
    settings: dict[str, str],
    budget: float,
) -> int:
    """Print what is derived from FILE: the losses that players lower, the simultaneous gradient xi,
    the game Hessian H = dxi/dtheta, S = (H + H')/2, A = (H - H')/2, and the potential if the game
    is proved to have one.

    With an unknown size all is written in index notation, one expression for all entries of a
    parameter; --set n=2 writes every entry. Constants may stay symbols. Exit status 1 if --what
    potential has none to print: the line says why.
    """
    from gamelang.syntax.text import read_source

    game = compiler.typed(read_source(file), settings)
    derived = DERIVED if what == "all" else () if what == "potential" else (what,)
    potential = _potential(game, budget) if what in ("all", "potential") else None
    if form == "json":
        shown: dict[str, Json] = {"schema_version": 1, "game": game.name}
        shown |= {part: compiler.derived(game, part, "json") for part in derived}
        shown |= {} if potential is None else potential.document
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        sections = [str(compiler.derived(game, part, form)) for part in derived]
        if potential is not None and not (derived and potential.phi is None and form == "latex"):
            sections.append(potential.text if form == "text" else potential.latex)
        click.echo((" \\\\\n" if form == "latex" else "\n\n").join(sections))
    return 1 if what == "potential" and potential is not None and potential.phi is None else 0


@dataclass(frozen=True, slots=True)
class Potential:
    """φ as an expression of the language, or why there is none to print."""

    phi: str | None
    why: str

    @property
    def document(self) -> dict[str, Json]:
        return {"potential": self.phi, **({} if self.phi is not None else {"why": self.why})}

    @property
    def text(self) -> str:
        return f"potential: {self.why}" if self.phi is None else f"potential = {self.phi}"

    @property
    def latex(self) -> str:
        """A comment, where there is none."""
        from gamelang.typesetting.expression import latex_of

        return f"% potential: {self.why}" if self.phi is None else f"\\phi &= {latex_of(self.phi)}"


def _potential(game: TypedGame, budget: float) -> Potential:
    analysis = compiler.analyse(game, budget)
    verdict, found = analysis.verdicts["potential"], analysis.potential_function
    words = evidence(verdict, bool(game.dims))
    match verdict.status:
        case "yes":
            return Potential(found, f"there is one, which could not be written down ({words})")
        case "no":
            return Potential(None, f"none exists: {words}")
        case "conditional":
            return Potential(None, f"there is one {words}")
        case "unknown":
            return Potential(None, f"whether there is one was not decided: {words}")
