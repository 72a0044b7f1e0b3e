"""`gamelang new NAME`: a commented first game to change."""

from __future__ import annotations

import re
from pathlib import Path

import click

from gamelang.cli import options

STARTER = """\
# Two firms choose how much to produce. Check it:   gamelang check {file}
# Let them learn:                                   gamelang run {file}
game {name} "Two firms on one market"

# A known number. A const without a value is a symbol: check then answers for all its values.
const a > 0 = 10
const b > 0 = 1

# A named expression.
let price = a - b * (x + y)

# A player has parameters and one objective, which may read everybody's parameters.
player first:
    x: real >= 0 = 1
    maximize x * price - 2 * x

player second:
    y: real >= 0 = 2
    maximize y * price - 3 * y

# A number to watch in a run.
metric price_paid = price

# What you believe about the game; `gamelang check` proves it or shows where it fails.
claim potential
claim fixed_point(x=3, y=2)

# Defaults of `gamelang run`; flags on the command line beat them.
train:
    method sgd
    optimizer sgd(rate=0.1)
    steps 500
"""


@click.command("new", short_help="Write a commented first game.")
@click.argument("name")
@options.colour_of_problems
def command(name: str) -> None:
    """Write NAME.game, a small commented game to change. An existing file is left alone."""
    path = Path(name if name.endswith(".game") else f"{name}.game")
    if not re.fullmatch(r"[A-Za-zͰ-Ͽ_][A-Za-z0-9Ͱ-Ͽ_]*", path.stem):
        raise click.UsageError(
            f"`{path.stem}` is no name for a game: use letters, digits and `_`, "
            f"as in `gamelang new {_possible(path.stem)}`"
        )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(STARTER.format(name=path.stem, file=path))
    except FileExistsError:
        raise click.UsageError(f"{path} exists; nothing was written") from None
    except OSError as problem:
        raise click.UsageError(f"cannot write {path}: {problem.strerror}") from None
    click.echo(f"wrote {path}; next: gamelang check {path}")


def _possible(stem: str) -> str:
    return re.sub(r"\W+", "_", stem, flags=re.ASCII).strip("_0123456789") or "my_game"
