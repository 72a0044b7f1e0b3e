"""Sums of monomials: adding, multiplying, renaming indices, summing over them.

Every result is in normal form: rules applied, dummies named, like terms collected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from gamelang.certify.indexed.naming import named
from gamelang.certify.indexed.rules import Product, simplified
from gamelang.certify.indexed.table import (
    UNIT,
    Atom,
    Frozen,
    Head,
    Monomial,
    Slot,
    Table,
    Terms,
)
from gamelang.core.dims import Dim

ONE = Fraction(1)


def number(value: Fraction | int) -> Terms:
    return {UNIT: Fraction(value)} if value else {}


def size(table: Table, dim: Dim) -> Terms:
    """A size as a polynomial in the names of dims."""
    out: Terms = {}
    for names, coefficient in dim.terms:
        exponents: dict[Atom, int] = {}
        for name in names:
            atom = (table.head(Head("dim", name)),)
            exponents[atom] = exponents.get(atom, 0) + 1
        out[((), tuple(sorted(exponents.items())))] = Fraction(coefficient)
    return out


def atom(table: Table, head: int, slots: Iterable[Slot]) -> Terms:
    """One factor, all of whose slots are free."""
    out: Terms = {}
    normalise(table, out, [], {(head, *slots): 1}, ONE)
    return out


def index(table: Table, slot: Slot) -> Terms:
    """The value of an index."""
    return atom(table, table.head(Head("index", "")), (slot,))


def frozen(terms: Terms) -> Frozen:
    return tuple(sorted(terms.items()))


def thawed(terms: Frozen) -> Terms:
    return dict(terms)


def is_number(terms: Terms) -> Fraction | None:
    """Its value, if it is a rational number."""
    if not terms:
        return Fraction(0)
    return terms[UNIT] if len(terms) == 1 and UNIT in terms else None


def scaled(terms: Terms, factor: Fraction | int) -> Terms:
    if factor == 1:
        return terms
    if factor == -1:
        return {m: -c for m, c in terms.items()}
    return {m: c * factor for m, c in terms.items()} if factor else {}


def added(table: Table, parts: Iterable[Terms]) -> Terms:
    out: Terms = {}
    for part in parts:
        if not out:
            out = dict(part)
            continue
        table.spend(1 + len(part) // 8)
        for monomial, c in part.items():
            total = out.get(monomial, 0) + c
            if total:
                out[monomial] = total
            else:
                del out[monomial]
    return out


def minus(table: Table, a: Terms, b: Terms) -> Terms:
    return added(table, (a, scaled(b, -1)))


def multiplied(table: Table, a: Terms, b: Terms) -> Terms:
    for one, other in ((a, b), (b, a)):
        value = is_number(one)
        if value is not None:
            return scaled(other, value)
    out: Terms = {}
    for (ranges, factors), c in a.items():
        shift = len(ranges)
        for (more, others), d in b.items():
            both = dict(factors)
            for at, e in others:
                if shift and more:
                    at = (at[0], *(s + shift if s >= 0 else s for s in at[1:]))
                both[at] = both.get(at, 0) + e
            normalise(table, out, [*ranges, *more], both, c * d)
    return out


def powered(table: Table, base: Terms, exponent: int) -> Terms:
    out = number(1)
    for _ in range(exponent):
        out = multiplied(table, out, base)
    return out


def renamed(table: Table, terms: Terms, names: Mapping[Slot, Slot]) -> Terms:
    """Free indices replaced, all at once."""
    out: Terms = {}
    for (ranges, factors), c in terms.items():
        moved: dict[Atom, int] = {}
        changed = False
        for at, e in factors:
            if any(s in names for s in at[1:]):
                at = (at[0], *(names.get(s, s) for s in at[1:]))
                changed = True
            moved[at] = moved.get(at, 0) + e
        if changed:
            normalise(table, out, list(ranges), moved, c)
        else:
            _collect(out, (ranges, factors), c)
    return out


def summed(table: Table, terms: Terms, slot: Slot, place: int) -> Terms:
    """Σ over a free index, which runs over this range."""
    out: Terms = {}
    for (ranges, factors), c in terms.items():
        d = len(ranges)
        bound = {
            (at[0], *(d if s == slot else s for s in at[1:])) if slot in at[1:] else at: e
            for at, e in factors
        }
        normalise(table, out, [*ranges, place], bound, c)
    return out


def normalise(
    table: Table, out: Terms, ranges: list[int], factors: dict[Atom, int], coefficient: Fraction
) -> None:
    """Adds coefficient Σ_dummies Π factors; dummies in no factor count their range."""
    table.spend(3 if ranges else 1)
    sizes: list[Terms] = []
    gone: set[int] = set()
    if any(at[0] in table.special for at in factors):
        product = Product(table, ranges)
        for at, e in factors.items():
            product.times(at, e)
        if not simplified(table, product):
            return
        factors, gone = product.factors, product.gone
        coefficient *= product.sign
        sizes = [powered(table, size(table, dim), e) for dim, e in product.sizes]
    elif 0 in factors.values():
        factors = {at: e for at, e in factors.items() if e}
    if ranges:
        used = {s for at in factors for s in at[1:] if s >= 0}
        lost = [d for d in range(len(ranges)) if d not in used and d not in gone]
        sizes += [count(table, ranges[d]) for d in lost]
    found = named(table, ranges, factors)
    if found is None:
        return
    sign, monomial = found
    if not sizes:
        _collect(out, monomial, coefficient * sign)
        return
    total: Terms = {monomial: coefficient * sign}
    for factor in sizes:
        total = multiplied(table, total, factor)
    for m, c in total.items():
        _collect(out, m, c)


def _collect(out: Terms, monomial: Monomial, c: Fraction) -> None:
    total = out.get(monomial, 0) + c
    if total:
        out[monomial] = total
    else:
        del out[monomial]


def count(table: Table, place: int) -> Terms:
    """How many values an index takes."""
    here = table.ranges[place]
    length = here.stop - here.start
    if here.without:  # labels are different members, so there are that many
        return size(table, length - Dim.of(len(here.without)))
    if length.never_below(0, table.minima):
        return size(table, length)
    return {((), (((table.head(Head("number", f"count {place}")),), 1),)): ONE}


def each(terms: Terms, change: Callable[[Monomial], Terms | None], table: Table) -> Terms:
    """Σ c * change(monomial), None leaving it as it is."""
    kept: Terms = {}
    parts: list[Terms] = []
    for monomial, c in terms.items():
        new = change(monomial)
        if new is None:
            kept[monomial] = c
        else:
            parts.append(scaled(new, c))
    return added(table, (kept, *parts))
