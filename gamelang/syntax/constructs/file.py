"""A whole file: its header and its declarations in the order written."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.constructs.header import Header
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.GameFile:
    first, *rest = [piece.value for piece in parts.pieces()]
    assert isinstance(first, Header)
    return ast.GameFile(first.name, first.title, tuple(rest), parts.span)


CONSTRUCT = Construct("file", build)
