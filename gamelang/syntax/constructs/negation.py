"""`not a`."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts, one_level


def build(parts: Parts) -> ast.Operator:
    return ast.Operator("not", (parts.expression(),), parts.span)


CONSTRUCT = Construct("negation", build, nests=one_level)
