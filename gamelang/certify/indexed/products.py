"""Products and powers of sums of monomials: multiplied out where that stays short."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.table import Table, Terms

Arguments = Sequence[Terms]
HALF = Fraction(1, 2)
MOST_POWER = 12
MOST_TERMS = 300


class NotTakenApartError(Exception):
    """The expression stays whole."""


def product(table: Table, a: Terms, b: Terms) -> Terms:
    if len(a) * len(b) > MOST_TERMS and min(len(a), len(b)) > 1:
        raise NotTakenApartError
    return t.multiplied(table, a, b)


def power(table: Table, base: Terms, exponent: Terms) -> Terms:
    value = t.is_number(exponent)
    if value is None or value.denominator != 1:
        return opaque.function(table, "power", (base, exponent))
    if value < 0:
        base, value = opaque.reciprocal(table, base), -value
    if value > MOST_POWER and len(base) > 1:
        return opaque.function(table, "power", (base, t.number(value)))
    out = t.number(1)
    for _ in range(int(value)):
        out = product(table, out, base)
    return out
