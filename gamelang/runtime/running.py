"""Runs a game: chunks of the compiled loop until it is over, then its outcome and its folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import jax

from gamelang.core.game import TypedGame
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.fields.interface import Fields, Tree
from gamelang.runtime import remarks
from gamelang.runtime.course import Course, Progress
from gamelang.runtime.folder import RunFolder, manifest_of
from gamelang.runtime.history import lines
from gamelang.runtime.interrupts import interrupts
from gamelang.runtime.loop import Loop
from gamelang.runtime.measure import Row
from gamelang.runtime.outcome import Outcome, ending
from gamelang.runtime.program import Program
from gamelang.runtime.result import RunResult, plain
from gamelang.runtime.settings import Precision, Settings, described


class Spent(NamedTuple):
    """Seconds of a run before its first step, and from there on."""

    compiling: float
    running: float


def run(
    game: TypedGame,
    settings: Settings,
    fields: Fields,
    folder: RunFolder | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> RunResult:
    """Runs a game whose dims and constants all have values. Raises Rejected if they have not.

    On an interrupt what was reached is saved, and the result says so.
    """
    require_values(game)
    with precision(settings.precision):
        return _run(game, settings, fields, folder, on_progress)


def require_values(game: TypedGame) -> None:
    """Raises Rejected naming every dim and constant that still needs a value."""
    if not game.unbound:
        return
    names = ", ".join(f"`{name}`" for name in game.unbound)
    text = f"a run needs a value for {names}"
    help = "add " + " ".join(f"--set {name}=..." for name in game.unbound)
    raise Rejected([Diagnostic("G530", text, help=help)], game.source)


def precision(wanted: Precision | None) -> AbstractContextManager[Any]:
    """JAX under this precision; None leaves it as it is."""
    return nullcontext() if wanted is None else jax.enable_x64(wanted == "float64")


def _run(
    game: TypedGame,
    settings: Settings,
    fields: Fields,
    folder: RunFolder | None,
    on_progress: Callable[[Progress], None],
) -> RunResult:
    began = time.perf_counter()

    def on_rows(rows: Row) -> None:
        if folder is not None:
            folder.records(lines(fields, rows))

    if folder is not None:
        folder.manifest(_manifest(game, settings))
    program = Program(fields, settings.method, settings.optimizers, settings.order)
    loop = Loop(program, settings.stop)
    start = loop.begin(jax.jit(program.start)(jax.random.key(settings.seed)))
    names = tuple(p.name for p in fields.players)
    course = Course(
        loop.compile(), loop.capacity, names, settings.steps, start, on_progress, on_rows
    )
    compiled = time.perf_counter()
    course.begin()
    interrupted = False
    with interrupts() as noticed:
        try:
            course.follow(noticed.check)
        except KeyboardInterrupt:
            interrupted = True
    course.close()
    if folder is not None:
        folder.state(course.moving.state)
    spent = Spent(compiled - began, time.perf_counter() - compiled)
    result = _result(game, settings, program, course, interrupted, folder, spent)
    if folder is not None:
        folder.manifest({**_manifest(game, settings), "result": result.document})
    return result


def _result(
    game: TypedGame,
    settings: Settings,
    program: Program,
    course: Course,
    interrupted: bool,
    folder: RunFolder | None,
    spent: Spent,
) -> RunResult:
    last, trace, fields = course.history.last, course.history.trace, program.game
    used: Precision = "float64" if trace.xi_norm.dtype == "float64" else "float32"
    end = ending(trace, course.met, used)
    words = described(settings)
    return RunResult(
        game=game.name,
        method=words["method"],
        optimizer=words["optimizer"],
        optimizers=words.get("optimizers"),
        order=words["order"],
        precision=used,
        steps=settings.steps,
        seed=settings.seed,
        outcome=end.outcome,
        outcome_step=end.step,
        steps_taken=course.taken,
        stop_met=None if settings.stop is None else course.met,
        interrupted=interrupted,
        remarks=_remarks(program, course, end.outcome, interrupted),
        xi_norm=float(last.xi_norm[-1]),
        residual=float(last.residual[-1]),
        losses={p.name: last.losses[p.name][-1] for p in fields.players},
        metrics={m.name: float(last.metrics[m.name][-1]) for m in game.metrics},
        parameters=by_key(fields, course.end.state.parameters),
        run=None if folder is None else str(folder.path),
        compile_seconds=spent.compiling,
        seconds=spent.running,
    )


def _remarks(
    program: Program, course: Course, outcome: Outcome, interrupted: bool
) -> tuple[str, ...]:
    state, game = course.end.state, program.game
    xi = game.xi(state.parameters, program.batch(state))
    cut = remarks.of_interrupt(course.taken, course.steps) if interrupted else ()
    return (*cut, *remarks.of_bounds(game, program.method, outcome, state.parameters, xi))


def by_key(fields: Fields, w: Tree) -> dict[str, Any]:
    """Parameters under their shortest unambiguous names, as arrays on the host."""
    host = jax.device_get(w)
    return {leaf.key: host[p.name][leaf.name] for p in fields.players for leaf in p.leaves}


def _manifest(game: TypedGame, settings: Settings) -> dict[str, Any]:
    stop = settings.stop
    words = {
        **described(settings),
        "steps": settings.steps,
        "seed": settings.seed,
        "precision": settings.precision,
        "stop": None if stop is None else f"{stop.quantity} {stop.symbol} {stop.limit}",
    }
    return plain(manifest_of(game, words))  # type: ignore[no-any-return]
