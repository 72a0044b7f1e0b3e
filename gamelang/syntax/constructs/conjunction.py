"""`a and b and c`, from the left."""

from __future__ import annotations

from functools import reduce

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Expr:
    return reduce(_and, parts.expressions())


def _and(left: ast.Expr, right: ast.Expr) -> ast.Expr:
    return ast.Operator("and", (left, right), left.span.to(right.span))


CONSTRUCT = Construct("conjunction", build, nests=lambda parts: len(parts.members) // 2)
