"""`q[j] for j in n if j != i`, inside a call or a list."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.frozen import frozen
from gamelang.source import Span
from gamelang.syntax.pieces import Construct, Parts


@frozen
class Generator:
    body: ast.Expr
    clauses: tuple[ast.Clause, ...]
    span: Span


def build(parts: Parts) -> Generator:
    return Generator(parts.expression(), tuple(parts.all(ast.Clause)), parts.span)


CONSTRUCT = Construct("generator", build)
