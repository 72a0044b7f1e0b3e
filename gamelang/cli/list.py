"""`gamelang list methods|functions|games`: what there is, a line each."""

from __future__ import annotations

import click

from gamelang.cli import terminal


@click.command("list", short_help="The methods, the functions or the example games.")
@click.argument("what", type=click.Choice(["methods", "functions", "games"]))
def command(what: str) -> None:
    """List the update rules, the functions of the language, or the example games."""
    rows = {"methods": _methods, "functions": _functions, "games": _games}[what]()
    click.echo("\n".join(terminal.columns(rows, indent=0)))


def _methods() -> list[tuple[str, ...]]:
    from gamelang.methods.choices import methods

    return [(m.name, m.formula, m.reference) for m in methods().values()]


def _functions() -> list[tuple[str, ...]]:
    from gamelang.builtins.record import Builtin
    from gamelang.catalog import entries

    found = sorted(entries("gamelang.builtins", Builtin).values(), key=lambda b: b.family)
    return [(b.family, b.signature, b.doc) for b in found]


def _games() -> list[tuple[str, ...]]:
    from gamelang import resources
    from gamelang.syntax.parsing import parse
    from gamelang.syntax.text import read_source

    folder = resources.folder("specs")
    found = [(path, parse(read_source(path))) for path in sorted(folder.glob("*.game"))]
    return [(str(path), game.title or game.name) for path, game in found]
