"""`run`'s flags as the runtime takes them: names and numbers, nothing executed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from gamelang.core.game import Chosen, StopCondition, TypedGame
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import NOWHERE

if TYPE_CHECKING:
    from gamelang.core.ast import Expr
    from gamelang.runtime.settings import Flags


def flags_of(
    game: TypedGame,
    method: str | None,
    strength: float | None,
    optimizer: str | None,
    rate: str | None,
    steps: int | None,
    seed: int | None,
    precision: Literal["float32", "float64"] | None,
    stop: str | None,
    anew: bool = True,
    rotation: bool = False,
    order: str | None = None,
    wrapper: str | None = None,
) -> Flags:
    """What the command line asks for; of a run that is not begun anew, only that. Raises Rejected
    (G5xx: a mistake of usage)."""
    from gamelang.runtime.settings import Flags, usual_precision

    return Flags(
        method=called("--method", method),
        hyperparameters={} if strength is None else {"strength": strength},
        optimizer=called("--optimizer", optimizer),
        order=called("--order", order),
        wrapper=called("--wrapper", wrapper),
        rate=None if rate is None else _rate(rate),
        steps=steps,
        seed=seed,
        precision=(precision or usual_precision(game)) if anew else precision,
        stop=None if stop is None else _stop(stop, game),
        rotation=rotation or None,
    )


def _rate(text: str) -> Fraction | Chosen:
    """A number, or a schedule such as cosine(0.1, 1000)."""
    from gamelang.checking.train import setting_value

    value = _read("--rate", text, lambda expr: setting_value(None, expr))
    if isinstance(value, Chosen):
        return _unplaced(value)
    if isinstance(value, Fraction):
        return value
    raise Rejected([Diagnostic("G512", f"--rate: `{text}` is neither a number nor a schedule")])


def called(flag: str, text: str | None) -> str | Chosen | None:
    """A name, or a name with arguments: sos(strength=0.5)."""
    from gamelang.checking.train import setting_value

    if text is None or "(" not in text:
        return text
    value = _read(flag, text, lambda expr: setting_value(None, expr))
    if isinstance(value, Chosen):
        return _unplaced(value)
    raise Rejected([Diagnostic("G512", f"{flag}: `{text}` is no name with arguments")])


def _unplaced(chosen: Chosen) -> Chosen:
    """The same call without its place, which is one in the flag and none in the file."""
    return replace(chosen, span=NOWHERE)


def _stop(text: str, game: TypedGame) -> StopCondition:
    from gamelang.checking.train import stop_condition

    metrics = [metric.name for metric in game.metrics]
    condition = _read("--stop", text, lambda expr: stop_condition(None, expr, metrics))
    assert isinstance(condition, StopCondition)
    return condition


def _read(flag: str, text: str, meaning: Any) -> object:
    """An expression of the language with this meaning; what is wrong with it names the flag."""
    from gamelang.checking.problems import FaultError
    from gamelang.syntax.parsing import parse_expression

    try:
        expr: Expr = parse_expression(text)
        return meaning(expr)
    except Rejected as refusal:
        problem = replace(refusal.diagnostics[0], code="G512")
    except FaultError as fault:
        problem = fault.diagnostic or Diagnostic("G512", "no value")
    message = f"{flag}: {problem.message}"
    raise Rejected([replace(problem, message=message, span=None, labels=(), label="")])
