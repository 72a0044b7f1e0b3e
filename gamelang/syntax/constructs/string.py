"""`"moons.csv"`: a text, for file names."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts
from gamelang.syntax.quoting import unquote


def build(parts: Parts) -> ast.Literal:
    return ast.Literal(unquote(str(parts.members[0])), parts.span)


CONSTRUCT = Construct("string", build)
