"""A normal form as a product of its factors: (a - b)**2 / 2 rather than a**2 / 2 - a * b + ..."""

from __future__ import annotations

from fractions import Fraction

from gamelang.symbolic import polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.factors import factor_quotient
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.normal_text import polynomial_text, quotient_text
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.text import ATOM, SUM, Text, number, product, scaled


def factored_text(exact: Exact, value: Quotient) -> str:
    """In the game language; multiplied out where it cannot be factored."""
    if value.constant is not None:
        return quotient_text(exact, value)
    try:
        found = factor_quotient(value, exact.budget)
    except UndecidedError:
        return quotient_text(exact, value)
    content = Fraction(found.content)
    above: list[tuple[Text, Q]] = []
    for p, e in found.factors:
        written = polynomial_text(exact, p)
        if written.startswith("-") and e % 2 == 0:
            written = polynomial_text(exact, polynomials.scale(-1, p))
        above.append((Text(written, ATOM if written.isidentifier() else SUM), e))
    sizes = ((abs(content.numerator), 1), (content.denominator, -1))
    numbers: list[tuple[Text, Q]] = [(number(size), e) for size, e in sizes if size != 1]
    return scaled(1 if content > 0 else -1, product([*numbers, *above])).text
