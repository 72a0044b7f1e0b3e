"""`E[loss]`: the expectation over every draw inside."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Expectation:
    return ast.Expectation(parts.expression(), parts.span)


CONSTRUCT = Construct("expectation", build)
