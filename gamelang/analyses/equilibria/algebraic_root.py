"""One real zero of polynomials: rational, with a square root, or an algebraic number."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from gamelang.analyses.equilibria.enclosed_numbers import EnclosedNumbers, enclosed_number
from gamelang.analyses.equilibria.found import Root
from gamelang.analyses.equilibria.number_field import NumberField
from gamelang.analyses.equilibria.real_roots import Zeros
from gamelang.analyses.rationals import fraction
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import precision

MOST_BITS = 1 << 14


def root_of(
    graph: Graph, free: tuple[int, ...], zeros: Zeros, coordinates: tuple[Any, ...], number: int
) -> Root:
    """Number `number` of the zeros, ascending in t."""
    degree = zeros.polynomial.degree()
    if degree == 1:
        values = [graph.number(_rational(x)) for x in coordinates]
        return Root(dict(zip(free, values, strict=True)))
    if degree == 2:
        return Root(dict(zip(free, _surds(graph, zeros, coordinates, number), strict=True)))
    return _algebraic(graph, free, zeros, coordinates, number)


def _rational(x: Any) -> Fraction:
    coefficients = x.coeffs()
    return fraction(coefficients[0]) if coefficients else Fraction(0)


def _surds(graph: Graph, zeros: Zeros, coordinates: tuple[Any, ...], number: int) -> list[Scalar]:
    """a + b t with t = centre ± sqrt(square)."""
    c, b, a = (Fraction(int(x)) for x in zeros.polynomial.coeffs())
    centre, square = -b / (2 * a), (b * b - 4 * a * c) / (4 * a * a)
    root = graph.product(((graph.number(square), Fraction(1, 2)),))
    sign = 1 if number else -1
    values = []
    for x in coordinates:
        constant, slope, *_ = [*(fraction(v) for v in x.coeffs()), 0, 0]
        values.append(graph.linear(constant + slope * centre, [(root, sign * slope)]))
    return values


def _algebraic(
    graph: Graph, free: tuple[int, ...], zeros: Zeros, coordinates: tuple[Any, ...], number: int
) -> Root:
    import flint

    values: dict[int, Scalar] = {}
    named: dict[Any, Any] = {}
    for k, x in zip(free, coordinates, strict=True):
        if x.degree() < 1:
            values[k] = graph.number(_rational(x))
        else:
            values[k] = symbol = enclosed_number(graph, k)
            named[symbol] = x
    field = NumberField(flint.fmpq_poly(zeros.polynomial), named)
    enclose = partial(_enclosed, zeros, tuple(named.values()), number)
    return Root(values, EnclosedNumbers(tuple(named), enclose, field))


def _enclosed(zeros: Zeros, coordinates: tuple[Any, ...], number: int, bits: int) -> list[Any]:
    """The coordinates with this relative precision."""
    import flint

    more = bits + 64
    while True:
        with precision(more):
            t = zeros.roots(more)[number]
            found = [flint.arb_poly(x.coeffs())(t) for x in coordinates]
        if more > MOST_BITS or all(x.rel_accuracy_bits() >= bits for x in found):
            return found
        more *= 2
