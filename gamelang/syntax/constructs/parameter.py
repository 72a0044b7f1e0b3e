"""`x: real in [0, 1] = 0.5`, or with `~` a drawn start: a parameter of a player."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Parameter:
    [kind] = parts.all(ast.Type)
    start = parts.expressions()
    return ast.Parameter(
        parts.name(),
        kind,
        start[0] if start else None,
        parts.has("~"),
        parts.span,
        parts.name_span(),
    )


CONSTRUCT = Construct("parameter", build)
