"""`for j in n if j != i`."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Clause:
    domain, *condition = parts.expressions()
    return ast.Clause(parts.name(), domain, condition[0] if condition else None, parts.span)


CONSTRUCT = Construct("clause", build)
