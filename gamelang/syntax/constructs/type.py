"""`matrix[m, n] >= 0`: a type with its sizes and its domain."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Type:
    domain = parts.find(ast.Interval) or parts.find(ast.Bound)
    return ast.Type(parts.name(), tuple(parts.expressions()), domain, parts.span)


CONSTRUCT = Construct("type", build)
