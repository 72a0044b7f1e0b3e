"""`(a + b)`: the value inside; its brackets count as part of what is around it."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Expr:
    return parts.expression()


CONSTRUCT = Construct("parenthesis", build)
