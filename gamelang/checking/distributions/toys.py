"""Toy sets in the plane: `ring`, `grid`, `moons`, `swiss_roll`, each with Gaussian noise."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gamelang.checking.drawing import Drawing, Rule
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.dims import Dim, Shape
from gamelang.core.typed import Node

PLANE: Shape = (Dim.of(2),)
MOST_MODES = 10_000


def _count(drawing: Drawing, expr: ast.Expr, what: str) -> int:
    value = drawing.e.size(expr, drawing.scope, what).value(drawing.e.maker.sizes)
    if value is None or not 1 <= value <= MOST_MODES:
        raise fault("G434", f"{what} is a number from 1 to {MOST_MODES:,}", expr.span)
    return value


def _number(drawing: Drawing, expr: ast.Expr) -> Node:
    operand = drawing.argument(expr)
    if operand.node.shape:
        raise fault("G434", "this argument is one number", expr.span)
    return operand.node


def _choice(drawing: Drawing, count: int) -> Node:
    """An index, all values alike."""
    size = Dim.of(count)
    ones = drawing.e.builder.apply("ones", (), (size,))
    share = drawing.number(Fraction(1, count))
    return drawing.finite(drawing.e.builder.product((share, ones), (size,), "real"))


def _noisy(drawing: Drawing, x: Node, y: Node, std: ast.Expr | None) -> Node:
    point = drawing.e.builder.stack((x, y), PLANE, "real")
    if std is None:
        return point
    return drawing.add(point, drawing.times(_number(drawing, std), drawing.standard("normal")))


def _pi(drawing: Drawing) -> Node:
    return drawing.apply("pi")


def _ring(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    modes = _count(drawing, given["modes"], "the number of modes")
    radius = _number(drawing, given["radius"])
    turn = drawing.times(drawing.number(Fraction(2, modes)), _pi(drawing), _choice(drawing, modes))
    x, y = (drawing.times(radius, drawing.apply(f, turn)) for f in ("cos", "sin"))
    return _noisy(drawing, x, y, given.get("std"))


def _grid(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    side = _count(drawing, given["side"], "the side of a grid")
    spacing = _number(drawing, given["spacing"])
    middle = drawing.number(Fraction(1 - side, 2))
    x, y = (drawing.times(spacing, drawing.add(_choice(drawing, side), middle)) for _ in range(2))
    return _noisy(drawing, x, y, given.get("std"))


def _moons(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    """(cos t, sin t), or (1 - cos t, 1/2 - sin t) with probability 1/2; t uniform on [0, π]."""
    t = drawing.times(_pi(drawing), drawing.standard("uniform", ()))
    cos, sin = drawing.apply("cos", t), drawing.apply("sin", t)
    below = _choice(drawing, 2)
    sign = drawing.add(drawing.number(1), drawing.times(drawing.number(-2), below))
    x = drawing.add(below, drawing.times(sign, cos))
    half = drawing.times(drawing.number(Fraction(1, 2)), below)
    y = drawing.add(half, drawing.times(sign, sin))
    return _noisy(drawing, x, y, given.get("std"))


def _swiss_roll(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    """(t cos t, t sin t) / 10 with t uniform on [3π/2, 9π/2]."""
    width = drawing.times(drawing.number(3), _pi(drawing), drawing.standard("uniform", ()))
    t = drawing.add(drawing.times(drawing.number(Fraction(3, 2)), _pi(drawing)), width)
    tenth = drawing.number(Fraction(1, 10))
    x, y = (drawing.times(tenth, t, drawing.apply(f, t)) for f in ("cos", "sin"))
    return _noisy(drawing, x, y, given.get("std"))


RING = Rule(
    "ring", ("modes", "radius", "std=0"), "Gaussians evenly on a circle", _ring, "a vector[2]"
)
GRID = Rule(
    "grid", ("side", "spacing", "std=0"), "Gaussians on a square grid", _grid, "a vector[2]"
)
MOONS = Rule("moons", ("std=0",), "two half circles that interlock", _moons, "a vector[2]")
SWISS_ROLL = Rule("swiss_roll", ("std=0",), "a spiral", _swiss_roll, "a vector[2]")
