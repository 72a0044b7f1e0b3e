"""`not a`."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Operator:
    return ast.Operator("not", (parts.expression(),), parts.span)


CONSTRUCT = Construct("negation", build, nests=lambda parts: 1)
