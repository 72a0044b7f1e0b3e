"""`steps 400`, `optimizer[critic] adam(rate=1e-3)`: a line of `train:`."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Setting:
    key, *member = parts.words("NAME", "BATCH", "FOR_ONE")
    return ast.Setting(str(key), str(member[0]) if member else None, parts.expression(), parts.span)


CONSTRUCT = Construct("setting", build)
