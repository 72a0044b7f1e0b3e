"""`uniform(lo, hi)`: entries independent."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.checking.drawing import Drawing, Rule
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.typed import Node


def _value(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    low, high = (drawing.argument(given[name]) for name in ("lo", "hi"))
    a, b = drawing.known(low.node), drawing.known(high.node)
    if a is not None and b is not None and max(a) > min(b):
        raise fault("G434", "`uniform` runs from its smaller end to its larger one", high.span)
    width = drawing.add(high.node, drawing.times(drawing.number(-1), low.node))
    return drawing.add(low.node, drawing.times(width, drawing.standard("uniform")))


UNIFORM = Rule("uniform", ("lo", "hi"), "values between two ends, all alike", _value)
