"""Exact texts of points, such as `-t0 + 1/2` or `sqrt(2) / 2`, as floats to draw them at."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gamelang.core import ast
from gamelang.core.verdicts import Json
from gamelang.diagnostics.model import Rejected
from gamelang.syntax.parsing import parse_expression

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "abs": abs,
}
NAMED = {"pi": math.pi}
NO_LETTERS: Mapping[str, float] = {}


class UnreadableError(ValueError):
    """A text that is no number here."""


def entries(value: Json, letters: Mapping[str, float] = NO_LETTERS) -> Iterator[float]:
    """The numbers of a scalar or nested list, row after row. Raises UnreadableError."""
    if isinstance(value, list):
        for part in value:
            yield from entries(part, letters)
    elif isinstance(value, str):
        yield _evaluated(value, letters)
    elif isinstance(value, int):
        yield float(value)
    else:
        raise UnreadableError(str(value))


def _evaluated(text: str, letters: Mapping[str, float]) -> float:
    try:
        return _value(parse_expression(text), {**NAMED, **letters})
    except (Rejected, ArithmeticError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(text) from error


def _value(root: ast.Expr, names: Mapping[str, float]) -> float:
    """Works upwards from the leaves on a stack of its own, so that depth costs nothing."""
    waiting: list[tuple[ast.Expr, bool]] = [(root, False)]
    done: list[float] = []
    while waiting:
        expr, below = waiting.pop()
        parts = _parts(expr)
        if not below:
            waiting.append((expr, True))
            waiting += [(part, False) for part in reversed(parts)]
            continue
        given = [done.pop() for _ in parts][::-1]
        done.append(_of(expr, given, names))
    return done.pop()


def _parts(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    match expr:
        case ast.Sum(parts) | ast.Product(parts) | ast.Operator("**", parts):
            return parts
        case ast.Call(_, arguments, (), ()):
            return arguments
    return ()


def _of(expr: ast.Expr, given: list[Any], names: Mapping[str, float]) -> float:
    match expr:
        case ast.Literal(value) if not isinstance(value, str | bool):
            return float(value)
        case ast.Reference(name, None):
            return names[name]
        case ast.Sum():
            return math.fsum(given)
        case ast.Product():
            return float(math.prod(given))
        case ast.Operator("**", _):
            return float(math.pow(*given))
        case ast.Call(ast.Reference(name, None), _, (), ()):
            return float(FUNCTIONS[name](*given))
    raise UnreadableError("no number")
