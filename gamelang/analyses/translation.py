"""Exact normal forms of the symbolic core as polynomials in the constants, for conditions."""

from __future__ import annotations

from flint import fmpq

from gamelang.certify.forms import Forms
from gamelang.certify.polynomials import (
    Poly,
    UndecidedError,
    generator,
    number,
    scaled,
    times,
    total,
)
from gamelang.symbolic import polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.scalars import written


def constant_polynomials(exact: Exact, node: Scalar, forms: Forms) -> list[Poly]:
    """Polynomials in the constants that must all be 0 for the node to vanish identically.

    Raises UndecidedError where kernels stand beside them: then none of this would be exact.
    """
    value = exact.normal(node)
    if not exact.is_rational(value):
        raise UndecidedError("constants stand beside functions that are not rational")
    if exact.restricted_in(value):
        raise UndecidedError("a constant has a property that its entries must keep")
    records = exact.tower.generators
    inside = frozenset(g for g in value.numerator.generators() if records[g].kind == "parameter")
    parts = polynomials.collect(value.numerator, inside)
    return [translated(exact, part, forms) for part in parts.values()]


def translated(exact: Exact, p: Polynomial, forms: Forms) -> Poly:
    ring = forms.ring
    terms: list[Poly] = []
    for monomial, coefficient in p.terms.items():
        term: Poly = number(fmpq(coefficient, p.denominator))
        for g, exponent in polynomials.exponents(monomial):
            record = exact.tower.generators[g]
            if record.kind == "pi":
                place = ring.kernel(("pi",), frozenset(), "positive")
            elif record.kind == "constant":
                place = ring.symbol(f"const {written(record.name, record.index)}")
            else:
                raise UndecidedError("constants stand beside functions that are not rational")
            term = times(ring, term, generator(place, exponent))
        terms.append(term)
    return scaled(total(ring, terms), fmpq(1))
