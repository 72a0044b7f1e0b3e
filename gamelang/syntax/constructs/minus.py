"""`-a`: a negative literal, or the product of -1 and `a`."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.arithmetic import negate
from gamelang.syntax.pieces import Construct, Parts, one_level


def build(parts: Parts) -> ast.Expr:
    return negate(parts.expression(), parts.span)


CONSTRUCT = Construct("minus", build, nests=one_level)
