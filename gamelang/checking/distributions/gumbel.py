"""`gumbel()`: standard Gumbel values, the noise of softmax choices."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.checking.drawing import Drawing, Rule
from gamelang.core import ast
from gamelang.core.typed import Node


def _value(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    return drawing.standard("gumbel")


GUMBEL = Rule("gumbel", (), "standard Gumbel values, -log(-log(u)) of a uniform u", _value)
