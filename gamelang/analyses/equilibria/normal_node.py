"""A normal form as a node of the scalar DAG again, where no kernel occurs in it."""

from __future__ import annotations

from gamelang.symbolic import polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.nodes import Add, Scalar
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Quotient


def node_of(exact: Exact, value: Quotient) -> Scalar | None:
    """A normal form as a node; None where a kernel occurs in it."""
    if not value:
        return exact.game.graph.number(0)
    content, numerator = polynomials.primitive(value.numerator)
    factors = [(numerator, 1), *((divisor, -power) for divisor, power in value.divisors)]
    nodes = [(_polynomial_node(exact, p), e) for p, e in factors]
    if any(node is None for node, _ in nodes):
        return None
    graph = exact.game.graph
    match nodes[0]:
        case Add(_, ((_, leading), *_)) as top, _ if leading < 0:
            content, nodes[0] = -content, (graph.scale(-1, top), 1)
    return graph.scale(content, graph.product([(n, e) for n, e in nodes if n is not None]))


def _polynomial_node(exact: Exact, p: Polynomial) -> Scalar | None:
    graph = exact.game.graph
    terms = []
    for monomial in sorted(p.terms, reverse=True):
        powers: list[tuple[Scalar, int]] = []
        for g, e in polynomials.exponents(monomial):
            generator = exact.tower.generators[g]
            match generator.kind:
                case "parameter":
                    powers.append((graph.coordinate(generator.number), e))
                case "constant":
                    powers.append((graph.symbol(generator.name, generator.index), e))
                case "pi":
                    powers.append((graph.constant("pi"), e))
                case _:
                    return None
        terms.append((graph.product(powers), p.coefficient(monomial)))
    return graph.linear(0, terms)
