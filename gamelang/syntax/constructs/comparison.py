"""`a < b`: one comparison."""

from __future__ import annotations

from typing import cast

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Operator:
    left, right = parts.expressions()
    sign = cast(ast.Symbol, str(parts.members[1]))
    return ast.Operator(sign, (left, right), parts.span)


CONSTRUCT = Construct("comparison", build)
