"""`categorical(p)` and `bernoulli(p)`: choices among finitely many values.

With constant probabilities a choice is a basic random value; else it is picked by comparing the
cumulated probabilities with uniform noise, and lowering/ makes its gradient right.
"""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.checking.drawing import Drawing, Rule, probabilities
from gamelang.checking.making import Operand
from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.dims import Dim, describe
from gamelang.core.typed import Node


def _categorical(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    node = probabilities(drawing, given["p"])
    size = drawing.resolved.index_size
    if size is not None and not drawing.e.maker.fits(node.shape, (size,)):
        raise fault(
            "G434",
            f"`{drawing.name}` is an index[{size}], and these are {node.shape[0]} probabilities",
            given["p"].span,
            f"this is a {describe(node.shape)}",
        )
    return chosen(drawing, node, given.get("baseline"))


def _bernoulli(drawing: Drawing, given: Mapping[str, ast.Expr]) -> Node:
    p = drawing.argument(given["p"])
    size = drawing.resolved.index_size
    if size is not None and not drawing.e.maker.fits((size,), (Dim.of(2),)):
        raise fault(
            "G435",
            f"`bernoulli` draws 0 or 1, and `{drawing.name}` is an index[{size}]",
            given["p"].span,
            help="declare it as `index[2]` or `real`",
        )
    known = drawing.known(p.node)
    if known is not None and not all(0 <= q <= 1 for q in known):
        raise fault("G418", "a probability lies between 0 and 1", p.span, "this does not")
    if p.node.shape or (drawing.shape and not drawing.constant(p.node)):
        return _threshold(drawing, p)
    pair = drawing.e.builder.stack((_other(drawing, p.node), p.node), (Dim.of(2),), "real")
    if drawing.shape:
        return drawing.finite(pair, drawing.shape)
    return chosen(drawing, pair, given.get("baseline"))


def _other(drawing: Drawing, p: Node) -> Node:
    return drawing.add(drawing.number(1), drawing.times(drawing.number(-1), p))


def _threshold(drawing: Drawing, p: Operand) -> Node:
    """Entries with probabilities of their own, constant ones: where uniform noise lies below."""
    if not drawing.constant(p.node):
        raise fault(
            "G434",
            "an array of `bernoulli` values needs constant probabilities",
            p.span,
            "these depend on parameters or draws",
            f"draw its entries one by one: `{drawing.name}[i in n]: index[2] ~ bernoulli(p[i])`",
        )
    noise = drawing.standard("uniform")
    below = drawing.e.builder.apply("less", (noise, p.node), drawing.shape, "bool")
    return drawing.e.maker.real(below)


def chosen(drawing: Drawing, p: Node, baseline: ast.Expr | None = None) -> Node:
    """An index drawn with the probabilities p, a vector."""
    if drawing.constant(p) and not drawing.resolved.shape:
        return drawing.finite(p)
    lowered = None if baseline is None else drawing.argument(baseline).node
    noise = drawing.standard("uniform", ())
    return drawing.e.builder.pick(p, noise, lowered)


CATEGORICAL = Rule(
    "categorical",
    ("p", "baseline=0"),
    "an index, value k with probability p[k]",
    _categorical,
    "an index",
)
BERNOULLI = Rule(
    "bernoulli", ("p", "baseline=0"), "1 with probability p, else 0", _bernoulli, "either"
)
