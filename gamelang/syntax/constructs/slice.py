"""`a:b` between the brackets of an item."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts, Piece


def build(parts: Parts) -> ast.Slice:
    start, stop = None, None
    behind = False
    for member in parts.members:
        if not isinstance(member, Piece):
            behind = True
        elif behind:
            stop = member.value
        else:
            start = member.value
    return ast.Slice(start, stop, parts.span)


CONSTRUCT = Construct("slice", build)
