"""`mixture([w, ...], [d, ...])`: one of several distributions, chosen by weights."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.checking.constants import filled
from gamelang.checking.distributions.categorical import chosen
from gamelang.checking.drawing import Drawing, Rule, probabilities
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.typed import Kind, Node


def _value(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    parts = given["parts"]
    if not isinstance(parts, ast.Array):
        help = "write `mixture([0.5, 0.5], [normal(-1, 1), normal(1, 1)])`"
        raise fault("G434", "a mixture takes a list of distributions", parts.span, help=help)
    weights = probabilities(drawing, given["weights"])
    if weights.shape[0].value(drawing.e.maker.sizes) != len(parts.items):
        raise fault(
            "G434",
            "a mixture has one weight for each distribution",
            parts.span,
            f"{len(parts.items)} distributions, {weights.shape[0]} weights",
        )
    builder = drawing.e.builder
    which = chosen(drawing, weights)
    values = [_whole(drawing, drawing.draw(part)) for part in parts.items]
    result = values[-1]
    for k in reversed(range(len(values) - 1)):
        here = builder.apply("equal", (which, drawing.number(k)), (), "bool")
        kind: Kind = "int" if values[k].kind == result.kind == "int" else "real"
        result = builder.choice(here, values[k], result, drawing.shape, kind)
    return result


def _whole(drawing: Drawing, node: Node) -> Node:
    return node if node.shape or not drawing.shape else filled(drawing.e, node, drawing.shape)


MIXTURE = Rule("mixture", ("weights", "parts"), "one of several distributions", _value, "either")
