"""Exact derivatives on the scalar DAG: one reverse sweep gives the whole gradient of a node.

Adjoints of a node used in several places are added once, as one sum, so the derivative shares
what the function shares. Corners are differentiated almost everywhere: |u|' = sign(u) u'.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from gamelang.symbolic.graph import Graph
from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Coordinate,
    Logic,
    Multiply,
    Pi,
    Q,
    Rational,
    Scalar,
    Symbol,
    postorder,
)

Term = tuple[Scalar, Q]
HALF = Fraction(1, 2)


def gradient(
    graph: Graph, root: Scalar, check: Callable[[], None] = lambda: None
) -> dict[int, Scalar]:
    """∂root/∂coordinate for every coordinate where it is not the zero node, in their order.

    `check` is called at every node, so that a caller can stop the sweep.
    """
    if not graph.coordinates(root):
        return {}
    order = [node for node in postorder(root) if graph.coordinates(node)]
    adjoints: dict[object, list[Term]] = {root: [(graph.number(1), 1)]}
    found: dict[int, Scalar] = {}
    for node in reversed(order):
        check()
        collected = adjoints.pop(node, None)
        if collected is None or isinstance(node, Compare | Logic):
            continue
        adjoint = graph.linear(0, collected)
        if isinstance(node, Coordinate):
            found[node.number] = adjoint
            continue
        for child, term in _pullback(graph, node, adjoint):
            adjoints.setdefault(child, []).append(term)
    zero = graph.number(0)
    return {k: found[k] for k in sorted(found) if found[k] is not zero}


def derivative(graph: Graph, root: Scalar, coordinate: int) -> Scalar:
    """∂root/∂coordinate."""
    return gradient(graph, root).get(coordinate, graph.number(0))


def _pullback(graph: Graph, node: Scalar, adjoint: Scalar) -> list[tuple[Scalar, Term]]:
    """For each child that depends on parameters, what the node's adjoint adds to its own."""
    match node:
        case Rational() | Symbol() | Pi() | Coordinate():
            return []
        case Add(_, terms):
            return [(t, (adjoint, c)) for t, c in terms if graph.coordinates(t)]
        case Multiply(factors):
            return [
                (base, (graph.product(((adjoint, 1), *_lowered(factors, k))), exponent))
                for k, (base, exponent) in enumerate(factors)
                if graph.coordinates(base)
            ]
        case Apply(primitive, arguments):
            slopes = _slopes(graph, primitive, arguments, node)
            return [
                (a, (graph.multiply((adjoint, slope)), 1))
                for a, slope in zip(arguments, slopes, strict=True)
                if graph.coordinates(a)
            ]
        case Choice(condition, yes, no):
            zero = graph.number(0)
            taken = [(yes, adjoint, zero), (no, zero, adjoint)]
            return [
                (side, (graph.choose(condition, a, b), 1))
                for side, a, b in taken
                if graph.coordinates(side)
            ]
        case _:
            assert_never(node)


def _lowered(factors: tuple[Term, ...], k: int) -> list[Term]:
    """The factors with the exponent of number k one less."""
    return [(b, e - 1 if j == k else e) for j, (b, e) in enumerate(factors)]


def _slopes(
    graph: Graph, primitive: str, arguments: tuple[Scalar, ...], node: Scalar
) -> tuple[Scalar, ...]:
    """The partial derivatives of a primitive function."""
    x = arguments[0]
    match primitive:
        case "exp":
            return (node,)
        case "log":
            return (graph.product(((x, -1),)),)
        case "sin":
            return (graph.apply("cos", x),)
        case "cos":
            return (graph.scale(-1, graph.apply("sin", x)),)
        case "tan":
            return (graph.linear(1, ((graph.product(((node, 2),)), 1),)),)
        case "tanh":
            return (graph.linear(1, ((graph.product(((node, 2),)), -1),)),)
        case "erf":
            bell = graph.apply("exp", graph.scale(-1, graph.product(((x, 2),))))
            root = graph.product(((graph.constant("pi"), -HALF),))
            return (graph.scale(2, graph.multiply((bell, root))),)
        case "abs":
            return (graph.apply("sign", x),)
        case "sign":
            return (graph.number(0),)
        case "maximum" | "minimum":
            side = graph.apply("sign", graph.subtract(*arguments))
            if primitive == "minimum":
                side = graph.scale(-1, side)
            return graph.linear(HALF, ((side, HALF),)), graph.linear(HALF, ((side, -HALF),))
        case _:
            raise AssertionError(f"no derivative of {primitive}")
