"""Normal forms as expressions of the language: highest powers of the first generators first."""

from __future__ import annotations

from typing import assert_never

from gamelang.symbolic import polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.nodes import (
    Q,
)
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.scalars import written
from gamelang.symbolic.text import ATOM, POWER, Text, number, product, scaled, total
from gamelang.symbolic.tower import Generator


def polynomial_text(exact: Exact, p: Polynomial) -> str:
    """A polynomial, highest powers of the first generators first."""
    return _polynomial(exact, p).text


def quotient_text(exact: Exact, q: Quotient) -> str:
    """A normal form."""
    return _quotient(exact, q).text


def _polynomial(exact: Exact, p: Polynomial) -> Text:
    order = sorted((m for m in p.terms if m), key=_reading_order)
    if 0 in p.terms:
        order.append(0)
    parts: list[Text] = []
    for monomial in order:
        coefficient = p.coefficient(monomial)
        if not monomial:
            parts.append(number(coefficient))
            continue
        factors: list[tuple[Text, Q]] = [
            (_generator(exact, exact.tower.generators[g]), e)
            for g, e in polynomials.exponents(monomial)
        ]
        parts.append(scaled(coefficient, product(factors)))
    return total(parts)


def _reading_order(monomial: int) -> list[tuple[int, int]]:
    return [(g, -e) for g, e in polynomials.exponents(monomial)]


def _quotient(exact: Exact, q: Quotient) -> Text:
    head = _polynomial(exact, q.numerator)
    if not q.divisors:
        return head
    return product([(head, 1), *((_polynomial(exact, d), -e) for d, e in q.divisors)])


def _generator(exact: Exact, generator: Generator) -> Text:
    inside = "" if generator.inside is None else _quotient(exact, generator.inside).text
    match generator.kind:
        case "parameter":
            return Text(exact.game.parameters[generator.number].name, ATOM)
        case "constant":
            return Text(written(generator.name, generator.index), ATOM)
        case "pi":
            return Text("pi", ATOM)
        case "log":
            positive = exact.kernels.signs.sign(_inner(generator)) > 0
            return Text(f"log({inside})" if positive else f"log(abs({inside}))", ATOM)
        case "root":
            if generator.degree == 2:
                return Text(f"sqrt({inside})", ATOM)
            return Text(f"({inside})**(1/{generator.degree})", POWER)
        case "side":
            return Text(f"where({inside} < 0, -1, 1)", ATOM)
        case "exp" | "sin" | "cos" | "erf":
            return Text(f"{generator.kind}({inside})", ATOM)
        case _:
            assert_never(generator.kind)


def _inner(generator: Generator) -> Polynomial:
    assert generator.inside is not None
    return generator.inside.numerator
