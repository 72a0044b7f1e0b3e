"""`x[i, 1:3]`: an entry or a part of an array."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts, behind_another


def build(parts: Parts) -> ast.Index:
    base, *items = [piece.value for piece in parts.pieces()]
    return ast.Index(base, tuple(items), parts.span)


CONSTRUCT = Construct("item", build, nests=behind_another)
