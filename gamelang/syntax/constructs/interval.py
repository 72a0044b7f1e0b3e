"""`in [0, 1]`: a domain with two ends."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Interval:
    low, high = parts.expressions()
    return ast.Interval(low, high, parts.span)


CONSTRUCT = Construct("interval", build)
