"""`[a, b, c]`: an array of its items."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Array:
    return ast.Array(tuple(parts.expressions()), parts.span)


CONSTRUCT = Construct("list", build)
