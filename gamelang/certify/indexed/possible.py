"""Whether declarations let some terms in constants vanish: simple entries that do are sought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.constants import free_constant, open_box
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.indexed.rules import delta_head
from gamelang.certify.indexed.table import Head, Table, Terms
from gamelang.certify.undecided import UndecidedError
from gamelang.core.game import ConstantRecord

MOST_TRIED = 400
ZERO = Fraction(0)
Entries = tuple[Fraction, Fraction]
VALUES = tuple(Fraction(v) for v in ("1", "0", "-1", "2", "1/2", "-2", "3", "-1/2"))


def must_be_possible(indexed: Indexed, vanishing: Sequence[Terms]) -> None:
    """Constants that the declarations allow and for which all terms vanish: equal entries (square
    ones with a diagonal of its own), simple numbers. That a condition can fail is clear: it is a
    polynomial in free entries, and not 0."""
    heads: dict[int, list[Entries]] = {}
    for terms in vanishing:
        for _, factors in terms:
            for at, _ in factors:
                if indexed.table.heads[at[0]].kind == "constant":
                    heads.setdefault(at[0], _allowed(indexed, indexed.table.heads[at[0]]))
    for values in islice(product(*heads.values()), MOST_TRIED):
        chosen = dict(zip(heads, values, strict=True))
        if all(not _at(indexed.table, terms, chosen) for terms in vanishing):
            return
    raise UndecidedError("no constants were found for which the condition holds")


def _allowed(indexed: Indexed, head: Head) -> list[Entries]:
    """(value, value on the diagonal), simple ones first."""
    record = free_constant(indexed, head)
    if "antisymmetric" in record.properties:
        return [(ZERO, ZERO)]
    values = _values(indexed, record)
    if "diagonal" in record.properties:
        return [(ZERO, v) for v in values]
    square = len(head.ranges) == 2 and head.ranges[0] == head.ranges[1]
    apart = [(a, b) for a, b in product(values, values) if a != b] if square else []
    return [*((v, v) for v in values), *apart]


def _values(indexed: Indexed, record: ConstantRecord) -> list[Fraction]:
    if record.domain is None:
        return list(VALUES)
    if record.domain.form == "nonzero":
        return [v for v in VALUES if v]
    low, high = open_box(indexed, record.domain) or (None, None)
    inside = [v for v in VALUES if (low is None or v > low) and (high is None or v < high)]
    inside += [v for v, strict in _ends(record, low, high) if not strict and v not in inside]
    if low is not None and high is not None:
        inside.append((low + high) / 2)
    elif low is not None:
        inside.append(low + 1)
    elif high is not None:
        inside.append(high - 1)
    return inside


def _ends(
    record: ConstantRecord, low: Fraction | None, high: Fraction | None
) -> list[tuple[Fraction, bool]]:
    assert record.domain is not None
    ends = ((low, record.domain.low_strict), (high, record.domain.high_strict))
    return [(v, strict) for v, strict in ends if v is not None]


def _at(table: Table, terms: Terms, chosen: Mapping[int, Entries]) -> Terms:
    """The terms with these values for the entries of constants."""
    parts: list[Terms] = []
    for (ranges, factors), c in terms.items():
        names = {d: table.stand_in(-300 - d, place) for d, place in enumerate(ranges)}
        part = t.number(c)
        for at, e in factors:
            moved = (at[0], *(names.get(s, s) for s in at[1:]))
            if at[0] in chosen:
                part = t.multiplied(table, part, _entry(table, moved, e, chosen[at[0]]))
            else:
                part = t.multiplied(table, part, {((), ((moved, e),)): Fraction(1)})
        for d, place in enumerate(ranges):
            part = t.summed(table, part, names[d], place)
        parts.append(part)
    return t.added(table, parts)


def _entry(table: Table, at: tuple[int, ...], exponent: int, values: Entries) -> Terms:
    """value + (value on the diagonal - value) δ, to a power."""
    value, diagonal = values
    if value == diagonal:
        if value == 0 and exponent < 0:
            raise UndecidedError("a coefficient divides by a constant that may be 0")
        return t.number(value**exponent)
    if exponent < 0:
        raise UndecidedError("a coefficient divides by an entry of a matrix")
    delta = t.atom(table, delta_head(table, table.heads[at[0]].ranges[0]), at[1:])
    one = t.added(table, (t.number(value), t.scaled(delta, diagonal - value)))
    return t.powered(table, one, exponent)
