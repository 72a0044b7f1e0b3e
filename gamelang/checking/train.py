"""`train:`: the defaults of a run, every name and number checked, nothing executed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gamelang.checking import undefined
from gamelang.checking.problems import Problems, fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.game import Chosen, StopCondition, Train
from gamelang.diagnostics.near import near
from gamelang.methods import choices
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

KEYS = (
    *("method", "optimizer", "order", "wrapper", "steps"),
    *("batch", "seed", "rate", "precision", "stop"),
)
LARGEST = 10**12
Value = Fraction | str | bool | Chosen


def train(
    e: Elaborator, blocks: list[ast.Train], players: Iterable[str], metrics: Iterable[str]
) -> Train:
    """The settings of the `train:` block, or a fault if any is wrong."""
    reader = _Reader(e, e.problems, tuple(players), tuple(metrics))
    for block in blocks[1:]:
        e.problems.add("G510", "a game has one `train:` block", block.span, "this is another")
    for setting in blocks[0].settings if blocks else ():
        with e.problems.kept():
            reader.take(setting)
    return Train(**reader.found, player_optimizers=reader.optimizers)


class _Reader:
    """Reads one setting after the other; `found` holds the fields of Train."""

    def __init__(
        self,
        e: Elaborator,
        problems: Problems,
        players: tuple[str, ...],
        metrics: tuple[str, ...],
    ) -> None:
        self.e, self.problems, self.players, self.metrics = e, problems, players, metrics
        self.found: dict[str, Any] = {}
        self.optimizers: dict[str, Chosen] = {}
        self.readers: dict[str, Callable[[ast.Expr], Any]] = {
            "method": self._method,
            "optimizer": self._optimizer,
            "order": self._order,
            "wrapper": self._wrapper,
            "rate": self._rate,
            "steps": lambda expr: self._whole(expr, "steps", 0),
            "batch": lambda expr: self._whole(expr, "batch", 1),
            "seed": lambda expr: self._whole(expr, "seed", 0),
            "precision": self._precision,
            "stop": lambda expr: stop_condition(self.e, expr, self.metrics),
        }

    def take(self, setting: ast.Setting) -> None:
        if setting.key not in self.readers:
            guess = next(iter(near(setting.key, KEYS)), None)
            raise fault(
                "G510",
                f"unknown setting `{setting.key}`",
                _key_span(setting),
                "no setting of `train:`",
                f"did you mean `{guess}`?" if guess else f"the settings are {', '.join(KEYS)}",
            )
        if setting.member is not None:
            self._for_player(setting)
            return
        if setting.key in self.found:
            message = f"`{setting.key}` is set twice"
            raise fault("G510", message, _key_span(setting), "this is the second")
        self.found[setting.key] = self.readers[setting.key](setting.value)

    def _for_player(self, setting: ast.Setting) -> None:
        name = setting.member or ""
        if setting.key != "optimizer":
            message = f"`{setting.key}` cannot differ between players"
            raise fault("G511", message, _key_span(setting), help=f"write `{setting.key} ...`")
        if name not in self.players:
            guess = next(iter(near(name, self.players)), None)
            help = f"did you mean `{guess}`?" if guess else f"they are {', '.join(self.players)}"
            raise fault("G511", f"no player `{name}`", _key_span(setting), help=help)
        if name in self.optimizers:
            message = f"`optimizer[{name}]` is set twice"
            raise fault("G510", message, _key_span(setting), "this is the second")
        self.optimizers[name] = self._optimizer(setting.value)

    # ---- values

    def _chosen(self, expr: ast.Expr) -> Chosen:
        value = setting_value(self.e, expr)
        if isinstance(value, Chosen):
            return value
        if isinstance(value, str):
            return Chosen(value, span=expr.span)
        help = "write a name, with arguments if it takes any: `adam(rate=0.1)`"
        raise fault("G512", "this setting is a name, not a value", expr.span, help=help)

    def _report(self, problems: Iterable[Any]) -> None:
        self.problems.found.extend(problems)

    def _method(self, expr: ast.Expr) -> Chosen:
        chosen = self._chosen(expr)
        self._report(choices.method_of(chosen, self.players)[1])
        return chosen

    def _optimizer(self, expr: ast.Expr) -> Chosen:
        chosen = self._chosen(expr)
        self._report(choices.optimizer_of(chosen)[1])
        return chosen

    def _order(self, expr: ast.Expr) -> Chosen:
        chosen = self._chosen(expr)
        self._report(choices.order_of(chosen, self.players)[1])
        return chosen

    def _wrapper(self, expr: ast.Expr) -> Chosen:
        chosen = self._chosen(expr)
        self._report(choices.wrapper_of(chosen)[1])
        return chosen

    def _rate(self, expr: ast.Expr) -> Fraction | Chosen:
        value = setting_value(self.e, expr)
        if isinstance(value, bool | str):
            raise fault("G512", "a rate is a number or a schedule", expr.span)
        self._report(choices.rate_of(value, expr.span)[1])
        return value

    def _whole(self, expr: ast.Expr, what: str, least: int) -> int:
        value = setting_value(self.e, expr)
        whole = isinstance(value, Fraction) and value.denominator == 1
        if not whole or not isinstance(value, Fraction) or not least <= value <= LARGEST:
            raise fault("G512", f"`{what}` is a whole number, at least {least}", expr.span)
        return int(value)

    def _precision(self, expr: ast.Expr) -> str:
        if isinstance(expr, ast.Reference) and expr.name in ("float32", "float64"):
            return expr.name
        message = "`precision` is float32 or float64, and this is neither"
        raise fault("G512", message, expr.span, help="write `precision float64`")


def _key_span(setting: ast.Setting) -> Span:
    """`steps`, or `optimizer[row]`."""
    name = setting.key if setting.member is None else f"{setting.key}[{setting.member}]"
    return Span(setting.span.start, min(setting.span.start + len(name), setting.span.end))


def stop_condition(e: Elaborator | None, expr: ast.Expr, metrics: Iterable[str]) -> StopCondition:
    """`xi_norm < 1e-6`: a quantity of the run against a number."""
    known = ("xi_norm", "residual", *metrics)
    match expr:
        case ast.Operator(
            "<" | "<=" | ">" | ">=" as symbol, (ast.Reference(name, None) as place, limit)
        ):
            if name not in known:
                guess = next(iter(near(name, known)), None)
                help = f"did you mean `{guess}`?" if guess else f"they are {', '.join(known)}"
                raise fault("G514", f"a run has no quantity `{name}`", place.span, help=help)
            value = setting_value(e, limit)
            if isinstance(value, Fraction) and not isinstance(value, bool):
                return StopCondition(name, symbol, value)
    raise fault(
        "G514",
        "a stop condition compares a quantity of the run with a number",
        expr.span,
        help="write `stop xi_norm < 1e-6`",
    )


def setting_value(e: Elaborator | None, expr: ast.Expr) -> Value:
    """A number, a name, a truth value, or a name with arguments."""
    match expr:
        case ast.Literal(bool() as value):
            return value
        case ast.Literal(Fraction() as value):
            return value
        case ast.Literal(value):
            assert isinstance(value, str)
            return value
        case ast.Reference(name, None) if e is None or name not in e.names.values:
            return name
        case ast.Reference(name, None) if e is not None and name in e.names.owners:
            return name
        case ast.Call(ast.Reference(name, None), arguments, keywords, ()):
            return Chosen(
                name,
                tuple(setting_value(e, a) for a in arguments),
                {k: setting_value(e, v) for k, v in keywords},
                expr.span,
            )
    if e is None:
        raise fault("G512", "a number or a name is wanted here", expr.span)
    number = undefined.known_value(e, e.node(expr, Scope()))
    if number is None:
        raise fault("G512", "this setting has no known value", expr.span, "not a known number")
    return number
