"""What `run` tells a person at its end: how it ended, with what it was made, where it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gamelang.cli.health import health
from gamelang.cli.progress import losses
from gamelang.cli.terminal import Ink, columns

if TYPE_CHECKING:
    from gamelang.runtime.forecast import Forecast
    from gamelang.runtime.result import RunResult

MOST_ENTRIES = 12  # of an array that is printed whole
GOOD = ("converged", "stopped")
LASTING = ("converged", "diverged")  # what held from some step on until the end


def summary(result: RunResult, ink: Ink) -> str:
    """A few lines, without a final line end."""
    rows = [
        ("method", call(result.method)),
        ("optimizer", ", ".join([*_optimizers(result), *_turns(result), result.precision])),
        ("seed", str(result.seed)),
        ("losses", losses(result.losses)),
        *((f"metric {name}", _number(value)) for name, value in result.metrics.items()),
        *health(result.health),
        *(("forecast", _forecast(told, result)) for told in result.forecasts),
        *((name, _entries(value)) for name, value in result.shown_parameters.items()),
        *([("run", result.run)] if result.run is not None else []),
    ]
    return "\n".join([_headline(result, ink), "", *columns(rows)])


def _headline(result: RunResult, ink: Ink) -> str:
    paint = ink.good if result.outcome in GOOD else ink.doubtful
    paint = ink.bad if result.outcome == "diverged" else paint
    outcome = ink.doubtful("interrupted") if result.interrupted else paint(result.outcome)
    where = f"after {_steps(result)}{_seen(result)}"
    field, residual = f"{result.xi_norm:.3g}", f"{result.residual:.3g}"
    size = f"‖ξ‖ = {field}" + (f", residual {residual}" if residual != field else "")
    return f"{ink.strong(result.game)}: {outcome} {where}, {size}"


def _steps(result: RunResult) -> str:
    """The moment that every number of the summary belongs to."""
    of = f"{result.steps} step{'' if result.steps == 1 else 's'}"
    return of if result.steps_taken == result.steps else f"{result.steps_taken} of {of}"


def _seen(result: RunResult) -> str:
    if result.interrupted:
        return f" ({result.outcome} as of then)"
    earlier = result.outcome_step < result.steps_taken
    if result.outcome in LASTING and earlier:
        return f" (first seen at step {result.outcome_step})"
    return ""


def _forecast(told: Forecast, result: RunResult) -> str:
    """What was foretold, and whether it came so."""
    there = "it is there" if told.met(result.parameters) else "it is not there"
    return f"{told.text}; {there}"


def _turns(result: RunResult) -> Iterator[str]:
    yield result.order
    if result.wrapper is not None:
        yield result.wrapper


def _optimizers(result: RunResult) -> Iterator[str]:
    if result.optimizers is None:
        yield call(result.optimizer)
        return
    for player, optimizer in result.optimizers.items():
        yield f"{player}: {call(optimizer)}"


def call(chosen: Mapping[str, Any]) -> str:
    """`sga(strength=1, align=True)`, as a `train:` block has it."""
    given = [f"{name}={_argument(v)}" for name, v in chosen.items() if name != "name"]
    return f"{chosen['name']}({', '.join(given)})" if given else str(chosen["name"])


def _argument(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: Any) -> str:
    return f"{float(value) + 0.0:.6g}"  # no -0


def _entries(value: Any) -> str:
    """A small array whole, a large one as its shape and size."""
    if isinstance(value, dict):
        shape = " × ".join(map(str, value["shape"]))
        return f"{shape} weights, norm {value['norm']:.6g}"
    if not getattr(value, "shape", ()):
        return _number(value)
    if value.size > MOST_ENTRIES:
        shape = " × ".join(map(str, value.shape))
        return f"{shape} numbers, norm {float((value**2).sum() ** 0.5):.6g}"
    return json.dumps((value.round(6) + 0.0).tolist())  # no -0
