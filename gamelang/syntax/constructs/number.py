"""`0.1`: the exact number that is written, one tenth."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts
from gamelang.syntax.quoting import exact


def build(parts: Parts) -> ast.Literal:
    return ast.Literal(exact(str(parts.members[0])), parts.span)


CONSTRUCT = Construct("number", build)
