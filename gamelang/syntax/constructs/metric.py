"""`metric welfare = sum(profit)`: a number to log."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Metric:
    return ast.Metric(parts.name(), parts.expression(), parts.span, parts.name_span())


CONSTRUCT = Construct("metric", build)
