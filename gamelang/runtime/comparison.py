"""Several methods on one game: the same start, seed, steps and optimizer, each with its own
hyperparameters. A method that the game does not suit is a row that says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gamelang.core.game import Chosen, TypedGame
from gamelang.diagnostics.model import Rejected
from gamelang.fields.interface import Fields
from gamelang.methods.method import Method, hyperparameters
from gamelang.runtime.course import Progress
from gamelang.runtime.result import RunResult, plain
from gamelang.runtime.running import run
from gamelang.runtime.settings import Flags, Settings, resolve

UNKNOWN = "G520"  # a name that no method has is a mistake of the whole command
ANY_GAME = "sgd"


@dataclass(frozen=True, slots=True)
class Row:
    """One method with the arguments that are not its defaults, and what came of it: a result, or
    why it refused. `cost`: of one step, in ξ, JVP and VJP."""

    name: str
    result: RunResult | None = None
    cost: str | None = None
    refused: str | None = None

    @property
    def steps_needed(self) -> int | None:
        """Steps until the stop condition was met; without one, until the run had converged."""
        if self.result is None:
            return None
        if self.result.stop_met is not None:
            return self.result.steps_taken if self.result.stop_met else None
        return self.result.outcome_step if self.result.outcome == "converged" else None

    @property
    def document(self) -> dict[str, Any]:
        """A row of `compare --json`."""
        found: dict[str, Any] = {"name": self.name, "refused": self.refused, "cost": self.cost}
        found["steps_needed"] = self.steps_needed
        found["run"] = None if self.result is None else self.result.document
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows in the order in which they were asked for."""

    game: TypedGame
    fields: Fields
    rows: tuple[Row, ...]

    @property
    def results(self) -> tuple[tuple[str, RunResult], ...]:
        """Those that ran, by name."""
        return tuple((row.name, row.result) for row in self.rows if row.result is not None)

    @property
    def document(self) -> dict[str, Any]:
        """The object of `compare --json`."""
        rows = [row.document for row in self.rows]
        return {"schema_version": 1, "game": plain(self.game.name), "rows": rows}


def compare(
    game: TypedGame,
    fields: Fields,
    methods: Sequence[str | Chosen | Any],
    flags: Flags,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Comparison:
    """Runs one method after the other. Raises Rejected for what is wrong whatever the method, and
    for a name that no method has."""
    _settled(game, fields, replace(flags, method=ANY_GAME))
    found = [_planned(game, fields, replace(flags, method=method)) for method in methods]
    rows = []
    for method, plan in zip(methods, found, strict=True):
        if isinstance(plan, str):
            rows.append(Row(_asked(method), refused=plan))
        else:
            result = run(game, plan, fields, on_progress=on_progress)
            rows.append(Row(_shown(plan.method), result, _cost(plan, fields)))
    return Comparison(game, fields, tuple(rows))


def _planned(game: TypedGame, fields: Fields, flags: Flags) -> Settings | str:
    """What such a run does, or why there is none."""
    try:
        return _settled(game, fields, flags)
    except Rejected as refusal:
        if any(d.code == UNKNOWN for d in refusal.diagnostics):
            raise
        return "; ".join(d.message for d in refusal.diagnostics)


def _settled(game: TypedGame, fields: Fields, flags: Flags) -> Settings:
    metrics = tuple(metric.name for metric in game.metrics)
    return resolve(game.train, flags, fields, metrics, game.source)


def _asked(method: str | Chosen | Any) -> str:
    return str(getattr(method, "name", method))


def _shown(method: Method) -> str:
    """`sga`, or with the arguments that are not its own defaults: `sga(strength=0.1)`."""
    values = {h.name: (getattr(method, h.name), h.default) for h in hyperparameters(method)}
    other = [f"{name}={_word(value)}" for name, (value, own) in values.items() if value != own]
    return f"{method.name}({', '.join(other)})" if other else method.name


def _word(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _cost(settings: Settings, fields: Fields) -> str:
    """Players who move in turn each ask the field anew."""
    once = settings.method.cost.text
    if not settings.order.alternating:
        return once
    turns = sum(len(p.agents) * settings.order.steps_of(p.name) for p in fields.players)
    return f"{turns} × ({once})"
