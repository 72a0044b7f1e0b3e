"""`dirac(x)`: always x."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.checking.constants import filled
from gamelang.checking.drawing import Drawing, Rule
from gamelang.core import ast
from gamelang.core.typed import Node


def _value(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    node = drawing.argument(given["x"]).node
    return node if node.shape or not drawing.shape else filled(drawing.e, node, drawing.shape)


DIRAC = Rule("dirac", ("x",), "always this value", _value)
