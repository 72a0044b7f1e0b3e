"""Small ways to check a text in a test."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from gamelang.builtins.interpret import Interpreter
from gamelang.builtins.record import Grid
from gamelang.checking.checking import check
from gamelang.checking.exact import Exact
from gamelang.core.game import TypedGame
from gamelang.diagnostics.model import Rejected
from gamelang.source import Source
from gamelang.syntax.parsing import parse

PLAYER = "\nplayer p:\n    x: real\n    minimize x**2\n"


def typed(text: str, settings: Mapping[str, Any] | None = None) -> TypedGame:
    source = Source("test.game", text)
    return check(parse(source), source, settings or {})


def codes(text: str, settings: Mapping[str, Any] | None = None) -> list[str]:
    """The codes of all errors, in the order of their places; [] for an accepted game."""
    try:
        typed(text, settings)
    except Rejected as refused:
        return [d.code for d in refused.diagnostics if d.severity == "error"]
    return []


def refusal(text: str) -> Any:
    """The only error of a text."""
    try:
        typed(text)
    except Rejected as refused:
        (diagnostic,) = refused.diagnostics
        return diagnostic
    raise AssertionError("accepted")


def with_metric(expression: str, declarations: str = "") -> str:
    return f"game t\n{declarations}\nmetric m = {expression}{PLAYER}"


def exact(expression: str, declarations: str = "") -> Any:
    """The exact value of an expression, as nested lists of Fractions."""
    game = typed(with_metric(expression, declarations))
    values = {c.name: c.value for c in game.constants}

    def leaf(node: Any) -> Grid[Fraction]:
        value = values[node.name]
        assert value is not None
        return Grid(tuple(d.value(game.sizes) for d in node.shape), value)

    grid = Interpreter(Exact(), game.sizes, leaf).value(game.metrics[0].value)
    return _nested(list(map(Fraction, grid.entries)), grid.sizes)


def _nested(entries: list[Fraction], sizes: tuple[int, ...]) -> Any:
    if not sizes:
        return entries[0]
    width = len(entries) // sizes[0]
    return [_nested(entries[k * width : (k + 1) * width], sizes[1:]) for k in range(sizes[0])]
