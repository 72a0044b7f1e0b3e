"""Quotients of exponentials in a form that stays tight on wide boxes.

exp(u) / (exp(u) + exp(v)) over a box divides two huge ranges; 1 / (1 + exp(v - u)) does not. Used
for enclosures only: the two are equal wherever the denominator is not 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

from gamelang.symbolic.graph import Graph
from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Logic,
    Multiply,
    Node,
    Q,
    Scalar,
    postorder,
)

MOST_POWER = 4
MOST_TERMS = 8
Power = tuple[Scalar, Q]
Exponential = tuple[Scalar, Q]  # coefficient · exp(node)


def tightened(graph: Graph, roots: Sequence[Scalar]) -> tuple[Scalar, ...]:
    """Nodes with the same values."""
    known: dict[Node, Scalar] = {}
    for node in postorder(*roots):
        match node:
            case Add(constant, terms):
                known[node] = graph.linear(constant, [(known[t], c) for t, c in terms])
            case Multiply(factors):
                known[node] = _product(graph, [(known[b], e) for b, e in factors])
            case Apply(primitive, arguments):
                known[node] = graph.apply(primitive, *(known[a] for a in arguments))
            case Choice(condition, yes, no):
                known[node] = graph.choose(condition, known[yes], known[no])
            case Compare() | Logic():
                pass  # a condition stays as it is
            case _:
                known[node] = node
    return tuple(known[root] for root in roots)


def _product(graph: Graph, factors: Sequence[Power]) -> Scalar:
    whole = graph.product(factors)
    match whole:
        case Multiply(inner):
            better = _rewritten(graph, inner)
            return whole if better is None else graph.product(better)
        case Add(0, ((Multiply(inner), scale),)):
            better = _rewritten(graph, inner)
            return whole if better is None else graph.scale(scale, graph.product(better))
        case _:
            return whole


def _rewritten(graph: Graph, factors: Sequence[Power]) -> list[Power] | None:
    """The same product; None where it is no such quotient."""
    exponents = [b.arguments[0] for b, e in factors if isinstance(b, Apply) and _is_exp(b)]
    if not exponents:
        return None
    total = graph.add(exponents)
    for k, (base, power) in enumerate(factors):
        count = -int(power)
        if power.denominator != 1 or not 1 <= count <= MOST_POWER:
            continue
        parts = _exponentials(graph, base)
        if parts is None:
            continue
        shares = _shares(graph, total, [u for u, _ in parts], count)
        if shares is not None:
            rest = [f for j, f in enumerate(factors) if j != k and not _is_exp(f[0])]
            return [*rest, *((_shifted(graph, parts, w), -1) for w in shares)]
    return None


def _is_exp(node: Scalar) -> bool:
    return isinstance(node, Apply) and node.primitive == "exp"


def _exponentials(graph: Graph, node: Scalar) -> list[Exponential] | None:
    """A sum of exponentials with positive coefficients, constants as exp(0)."""
    if not isinstance(node, Add) or node.constant < 0 or len(node.terms) > MOST_TERMS:
        return None
    parts: list[Exponential] = [(graph.number(0), node.constant)] if node.constant else []
    for term, coefficient in node.terms:
        if not isinstance(term, Apply) or term.primitive != "exp" or coefficient < 0:
            return None
        parts.append((term.arguments[0], coefficient))
    return parts


def _shares(
    graph: Graph, exponent: Scalar, parts: list[Scalar], count: int
) -> tuple[Scalar, ...] | None:
    """Exponents of the sum, one for each of its powers, that add up to the one above."""
    for chosen in combinations_with_replacement(parts, count):
        if graph.add(chosen) is exponent:
            return chosen
    return None


def _shifted(graph: Graph, parts: list[Exponential], w: Scalar) -> Scalar:
    """The sum divided by exp(w)."""
    terms = [(graph.apply("exp", graph.subtract(u, w)), c) for u, c in parts]
    return graph.linear(0, terms)
