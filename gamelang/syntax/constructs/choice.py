"""`a if c else b`: a choice."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts, one_level


def build(parts: Parts) -> ast.Choice:
    yes, condition, no = parts.expressions()
    return ast.Choice(condition, yes, no, parts.span)


CONSTRUCT = Construct("choice", build, nests=one_level)
