"""`axis=1`, `row.p=[1/2, 1/2]`: a keyword argument."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.frozen import frozen
from gamelang.source import Span
from gamelang.syntax.pieces import Construct, Parts


@frozen
class Keyword:
    name: str
    value: ast.Expr
    span: Span


def build(parts: Parts) -> Keyword:
    name = "".join(str(parts.members[0]).split())
    return Keyword(name, parts.expression(), parts.span)


CONSTRUCT = Construct("keyword", build)
