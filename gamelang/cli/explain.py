"""`gamelang explain G201`: the page of a diagnostic code, with a bad and a good game."""

from __future__ import annotations

import sys

import click

from gamelang import resources
from gamelang.cli import options, terminal
from gamelang.diagnostics.codes import TITLES


@click.command("explain", short_help="What a diagnostic code means, with a bad and a good game.")
@click.argument("code", required=False)
@options.colour
def command(code: str | None, colour: bool | None) -> None:
    """Explain a diagnostic CODE such as G201; without one, list them all."""
    if code is None:
        click.echo("\n".join(terminal.columns(sorted(TITLES.items()), indent=0)))
        return
    wanted = code.upper()
    page = resources.folder("codes") / f"{wanted}.md"
    if wanted not in TITLES or not page.is_file():
        raise click.UsageError(f"there is no diagnostic `{code}`; {_offer(wanted)}")
    text = page.read_text(encoding="utf-8").strip()
    if terminal.colourful(colour, sys.stdout):
        _render(text)
    else:
        click.echo(text)


def _offer(code: str) -> str:
    from gamelang.diagnostics.near import near

    found = near(code, TITLES)
    if found:
        return "did you mean " + " or ".join(f"`{name}`" for name in found) + "?"
    return "`gamelang explain` lists them all"


def _render(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console(force_terminal=True, width=terminal.WIDTH).print(Markdown(text))
