"""`> 0`: a domain with one end."""

from __future__ import annotations

from typing import cast

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Bound:
    sign = cast(ast.Symbol, str(parts.members[0]))
    return ast.Bound(sign, parts.expression(), parts.span)


CONSTRUCT = Construct("bound", build)
