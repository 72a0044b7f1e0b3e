"""`normal(mean, std)`: entries independent."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.checking.drawing import Drawing, Rule
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.typed import Node


def _value(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    mean, std = (drawing.argument(given[name]) for name in ("mean", "std"))
    known = drawing.known(std.node)
    if known is not None and min(known) < 0:
        raise fault("G434", "a standard deviation cannot be negative", std.span)
    return drawing.add(mean.node, drawing.times(std.node, drawing.standard("normal")))


NORMAL = Rule("normal", ("mean", "std"), "Gaussian values of this mean and deviation", _value)
