"""`i in n`: a variable of a declaration and what it runs over."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.IndexVariable:
    return ast.IndexVariable(parts.name(), parts.expression(), parts.span)


CONSTRUCT = Construct("index", build)
