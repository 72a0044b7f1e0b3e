"""`True`, `False`."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Literal:
    return ast.Literal(parts.has("True"), parts.span)


CONSTRUCT = Construct("truth", build)
