"""`gamelang emit --stage core|typed|symbolic|jax FILE`: any artifact of the pipeline, as text."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from gamelang import compiler
from gamelang.cli import options
from gamelang.cli.terminal import columns

if TYPE_CHECKING:
    from gamelang.core.game import TypedGame
    from gamelang.symbolic.views import What

T = TypeVar("T")
STAGES = ("core", "typed", "symbolic", "jax")


@click.command("emit", short_help="Print an artifact of the compiler.")
@options.file
@click.option("--stage", type=click.Choice(STAGES), default="jax", show_default=True)
@click.option("--method", metavar="NAME", help="With --stage jax: the method of `step`.")
@click.option("--timings", is_flag=True, help="Then, on stderr, what each stage cost.")
@options.settings
@options.colour_of_problems
def command(
    file: str, stage: str, method: str | None, timings: bool, settings: dict[str, str]
) -> None:
    """Print what a stage makes of FILE: the file as it was read (core), its distinct expressions
    with their shapes (typed), xi and H (symbolic), or the generated JAX (jax)."""
    clock = Clock()
    click.echo(_artifact(file, stage, method, settings, clock).rstrip("\n"))
    if timings:
        rows = [(name, f"{seconds * 1000:8.1f} ms") for name, seconds in clock.laps]
        click.echo("\n".join(columns(rows, indent=0)), err=True)


class Clock:
    """The stages so far, each with the seconds it took."""

    def __init__(self) -> None:
        self.laps: list[tuple[str, float]] = []

    def lap(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        done = work()
        self.laps.append((name, time.perf_counter() - began))
        return done


def _artifact(
    file: str, stage: str, method: str | None, settings: dict[str, str], clock: Clock
) -> str:
    from gamelang.syntax.text import read_source

    source = clock.lap("read", lambda: read_source(file))
    core = clock.lap("parse", lambda: compiler.parse(source))
    if stage == "core":
        from gamelang.core.printing import print_game

        return print_game(core)
    game = clock.lap("check", lambda: compiler.check(core, source, settings))
    if stage == "typed":
        from gamelang.core.listing import listing

        return listing(game)
    if stage == "symbolic":
        return clock.lap("symbolic", lambda: _derivation(game))
    proved = clock.lap("facts", lambda: compiler.facts(game))
    return clock.lap("emit", lambda: compiler.emit(game, proved, method))


def _derivation(game: TypedGame) -> str:
    parts: tuple[What, ...] = ("losses", "xi", "hessian")
    return "\n\n".join(str(compiler.derived(game, part, "text")) for part in parts)
