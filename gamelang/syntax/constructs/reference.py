"""`x`, or `row.x`: a name, perhaps with its owner."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Reference:
    *owner, name = [word.strip() for word in str(parts.members[0]).split(".")]
    return ast.Reference(name, owner[0] if owner else None, parts.span)


CONSTRUCT = Construct("reference", build)
