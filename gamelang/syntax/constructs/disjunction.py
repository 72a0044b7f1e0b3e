"""`a or b or c`, from the left."""

from __future__ import annotations

from functools import reduce

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Expr:
    return reduce(_or, parts.expressions())


def _or(left: ast.Expr, right: ast.Expr) -> ast.Expr:
    return ast.Operator("or", (left, right), left.span.to(right.span))


CONSTRUCT = Construct("disjunction", build, nests=lambda parts: len(parts.members) // 2)
