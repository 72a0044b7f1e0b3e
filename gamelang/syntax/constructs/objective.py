"""`minimize f(x)` or `maximize f(x)`: what a player wants."""

from __future__ import annotations

from typing import Literal

from gamelang.core import ast
from gamelang.frozen import frozen
from gamelang.source import Span
from gamelang.syntax.pieces import Construct, Parts


@frozen
class Objective:
    direction: Literal["minimize", "maximize"]
    value: ast.Expr
    span: Span


def build(parts: Parts) -> Objective:
    direction: Literal["minimize", "maximize"] = (
        "maximize" if parts.words("MAXIMIZE") else "minimize"
    )
    return Objective(direction, parts.expression(), parts.span)


CONSTRUCT = Construct("objective", build)
