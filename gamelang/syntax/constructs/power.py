"""`a**b`, from the right."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts, one_level


def build(parts: Parts) -> ast.Operator:
    base, exponent = parts.expressions()
    return ast.Operator("**", (base, exponent), parts.span)


CONSTRUCT = Construct("power", build, nests=one_level)
