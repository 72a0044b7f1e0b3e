"""Functions that are not taken apart: equal if what they hold is equal.

A head holds its arguments with every free index written as a hole, in an order that does not
depend on names; its slots say which indices stand there. Built again whenever its indices change,
so a function of a sum splits with the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product
from math import factorial, prod

from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.rules import delta_head
from gamelang.certify.indexed.table import (
    ANY,
    BOUND,
    HOLE,
    MOST_SLOTS,
    REST,
    Atom,
    Frozen,
    Head,
    Kind,
    Monomial,
    Owner,
    Slot,
    Table,
    Terms,
)
from gamelang.certify.undecided import UndecidedError
from gamelang.core.dims import ZERO, Dim

MOST_ORDERS = 24
EVEN = frozenset(("cos", "abs"))
ODD = frozenset(("sin", "tan", "tanh", "erf", "sign", "reciprocal"))
SYMMETRIC_ARGUMENTS = frozenset(("maximum", "minimum"))
AT_ZERO = {"exp": 1, "cos": 1, "sin": 0, "tan": 0, "tanh": 0, "erf": 0, "abs": 0}


def function(table: Table, name: str, arguments: Sequence[Terms]) -> Terms:
    """A function of scalar expressions."""
    if len(arguments) == 1:
        if name in AT_ZERO and not arguments[0]:
            return t.number(AT_ZERO[name])
        if name in EVEN or name in ODD:
            return _with_parity(table, name, arguments[0])
    if name in SYMMETRIC_ARGUMENTS:
        arguments = sorted(arguments, key=t.frozen)
    return opaque(table, "function", name, arguments)


def _with_parity(table: Table, name: str, argument: Terms) -> Terms:
    """f(-u) is f(u) or -f(u): of u and -u the one whose text is least."""
    sign = 1 if name in EVEN else -1
    head, slots = _least(table, "function", name, [argument])
    other, places = _least(table, "function", name, [t.scaled(argument, -1)])
    if other.inner < head.inner:
        return t.scaled(_atom(table, other, places), sign)
    if other.inner == head.inner and len(slots) == 2 and slots != places:
        return _atom(table, replace(head, symmetric=sign), slots)
    return _atom(table, head, slots)


def indicator(table: Table, name: str, argument: Terms) -> Terms:
    """1 where the argument is zero / positive / divisible by the size `name`, else 0."""
    value = t.is_number(argument)
    if name in ("zero", "positive"):
        if value is not None:
            return t.number(value == 0 if name == "zero" else value > 0)
        argument = t.scaled(argument, 1 / max(map(abs, argument.values())))
    elif value == 0:
        return t.number(1)
    if name == "positive":
        return _positive(table, argument)
    head, slots = _least(table, "indicator", name, [argument])
    other, places = _least(table, "indicator", name, [t.scaled(argument, -1)])
    if other.inner < head.inner:
        return _atom(table, other, places)
    symmetric = other.inner == head.inner and len(slots) == 2 and slots != places
    return _atom(table, replace(head, symmetric=1) if symmetric else head, slots)


def _positive(table: Table, argument: Terms) -> Terms:
    """Of [u > 0] and [-u > 0] one is kept: together with [u = 0] they make 1."""
    head, slots = _least(table, "indicator", "positive", [argument])
    negative = t.scaled(argument, -1)
    other, places = _least(table, "indicator", "positive", [negative])
    if (other.inner, places) < (head.inner, slots):
        rest = t.added(table, (_atom(table, other, places), equal_zero(table, argument)))
        return t.minus(table, t.number(1), rest)
    return _atom(table, head, slots)


def equal_zero(table: Table, argument: Terms) -> Terms:
    """1 where it is 0; of two indices over one range, or an index and a number, a delta."""
    indices = [(m, c) for m, c in argument.items() if index_of(table, m) is not None]
    if len(indices) == 2 == len(argument) and sum(argument.values()) == 0:
        slots = [index_of(table, m) or 0 for m, _ in indices]
        places = {table.bases.get(table.free.get(s, -1)) for s in slots}
        place = places.pop()
        if abs(indices[0][1]) == 1 and not places and place is not None:
            return t.atom(table, delta_head(table, place), slots)
    if len(indices) == 1 and abs(indices[0][1]) == 1:
        monomial, c = indices[0]
        slot = index_of(table, monomial) or 0
        value = as_dim(table, t.scaled({m: d for m, d in argument.items() if m != monomial}, -c))
        if value is not None and slot in table.free:
            return at_number(table, slot, table.bases[table.free[slot]], value)
    return indicator(table, "zero", argument)


def index_of(table: Table, monomial: Monomial) -> Slot | None:
    """The index, if the monomial is the value of one."""
    ranges, factors = monomial
    if ranges or len(factors) != 1 or factors[0][1] != 1:
        return None
    at = factors[0][0]
    return at[1] if table.heads[at[0]].kind == "index" else None


def as_dim(table: Table, terms: Terms) -> Dim | None:
    """The size, if the terms hold nothing but names of dims with whole coefficients."""
    out = ZERO
    for (ranges, factors), c in terms.items():
        product = Dim.of(int(c))
        if ranges or c.denominator != 1:
            return None
        for at, e in factors:
            head = table.heads[at[0]]
            if head.kind != "dim" or e < 0:
                return None
            for _ in range(e):
                product = product * Dim.named(head.name)
        out = out + product
    return out


def at_number(table: Table, slot: Slot, place: int, value: Dim) -> Terms:
    """1 where an index over this range is this number."""
    return t.atom(table, delta_head(table, place), (slot, table.constant(value)))


def divisible(table: Table, divisor: Dim, argument: Terms) -> Terms:
    return indicator(table, f"divisible by {divisor}", argument)


def reciprocal(table: Table, base: Terms) -> Terms:
    """1 / base: of a plain monomial, its inverse; of a sum, a head that holds a multiple of it."""
    if not base:
        raise UndecidedError("a loss divides by 0")
    if len(base) == 1:
        ((ranges, factors),) = base
        plain = all(
            table.heads[at[0]].kind in ("parameter", "constant", "dim", "number", "function")
            for at, _ in factors
        )
        if plain and not ranges:
            return {((), tuple((at, -e) for at, e in factors)): 1 / base[(ranges, factors)]}
    scale = 1 / max(map(abs, base.values()))
    return t.scaled(_with_parity(table, "reciprocal", t.scaled(base, scale)), scale)


def determinant(table: Table, inside: Terms, place: int) -> Terms:
    """Of the matrix whose axes are the bound indices; that of its transpose is the same."""
    head, slots = _least(table, "determinant", "", [inside], (place,))
    other, places = _least(table, "determinant", "", [transposed(table, inside)], (place,))
    return _atom(table, *((other, places) if other.inner < head.inner else (head, slots)))


def inverse(table: Table, inside: Terms, place: int, row: Slot, column: Slot) -> Terms:
    """An entry of the inverse; that of the transpose is the transposed inverse."""
    head, slots = _least(table, "inverse", "", [inside], (place,), 2)
    other, places = _least(table, "inverse", "", [transposed(table, inside)], (place,), 2)
    if other.inner < head.inner:
        return _atom(table, other, (column, row, *places))
    symmetric = other.inner == head.inner and not slots
    return _atom(table, replace(head, symmetric=int(symmetric)), (row, column, *slots))


def transposed(table: Table, inside: Terms) -> Terms:
    return t.renamed(table, inside, {BOUND: BOUND - 1, BOUND - 1: BOUND})


def opaque(
    table: Table,
    kind: Kind,
    name: str,
    arguments: Sequence[Terms],
    lead: tuple[Slot, ...] = (),
    ranges: tuple[int, ...] = (),
) -> Terms:
    """The head that holds these arguments; `lead` slots come first and stand outside of them."""
    head, slots = _least(table, kind, name, arguments, ranges, len(lead))
    return _atom(table, head, (*lead, *slots))


def _atom(table: Table, head: Head, slots: tuple[Slot, ...]) -> Terms:
    return t.atom(table, table.head(head), slots)


def _least(
    table: Table,
    kind: Kind,
    name: str,
    arguments: Sequence[Terms],
    ranges: tuple[int, ...] = (),
    lead: int = 0,
) -> tuple[Head, tuple[Slot, ...]]:
    """The head and the slots of the order that gives the least text."""
    best: tuple[tuple[Frozen, ...], tuple[Slot, ...]] | None = None
    alike: set[tuple[Slot, ...]] = set()
    for slots in _orders(table, arguments):
        holes = {s: HOLE - k for k, s in enumerate(slots)}
        inner = tuple(t.frozen(t.renamed(table, a, holes)) for a in arguments)
        if best is None or inner < best[0]:
            best, alike = (inner, slots), {slots}
        elif inner == best[0]:
            alike.add(slots)
    assert best is not None
    inner, slots = best
    symmetric = int(len(slots) == 2 and len(alike) == 2 and not lead)
    inside, owning, depth = _summary(table, inner, lead)
    head = Head(
        kind,
        name,
        ranges,
        inner=inner,
        symmetric=symmetric,
        inside=inside,
        owning=owning,
        depth=depth,
    )
    return head, min(alike)


def _orders(table: Table, arguments: Sequence[Terms]) -> list[tuple[Slot, ...]]:
    """The orders of the free indices worth trying: those that where they stand leaves open."""
    seen: dict[Slot, list[tuple[object, ...]]] = {}
    for number, terms in enumerate(arguments):
        for (_, factors), c in terms.items():
            for at, e in factors:
                symmetric = table.heads[at[0]].symmetric
                for k, s in enumerate(at[1:]):
                    if s < 0 and not HOLE < s <= BOUND:
                        place = -1 if symmetric else k
                        seen.setdefault(s, []).append((number, at[0], place, e, c))
    if len(seen) > MOST_SLOTS:
        raise UndecidedError("an expression has too many indices to be compared")
    if len(seen) < 2:
        return [tuple(seen)]
    groups: dict[tuple[object, ...], list[Slot]] = {}
    for s in sorted(seen):
        groups.setdefault(tuple(sorted(seen[s])), []).append(s)
    cells = [groups[sign] for sign in sorted(groups)]
    if prod(factorial(len(cell)) for cell in cells) > MOST_ORDERS:
        return [tuple(s for cell in cells for s in cell)]
    chosen = product(*(permutations(cell) for cell in cells))
    return [tuple(s for cell in order for s in cell) for order in chosen]


def held(table: Table, at: Atom, names: Mapping[Slot, Slot] | None = None) -> list[Terms]:
    """What a factor with an opaque head holds, slots in the holes, `names` for what it binds."""
    head = table.heads[at[0]]
    lead = leading(head)
    slots = {HOLE - k: s for k, s in enumerate(at[1 + lead :])} | dict(names or {})
    return [t.renamed(table, t.thawed(inner), slots) for inner in head.inner]


def leading(head: Head) -> int:
    """The slots that stand outside of what a head holds: a matrix's row and column."""
    return 2 if head.kind == "inverse" else 0


def _summary(
    table: Table, inner: tuple[Frozen, ...], lead: int
) -> tuple[frozenset[Owner], frozenset[int], int]:
    """The owners inside, the slots that tell them, and how deep heads stand in one another."""
    owners: set[Owner] = set()
    owning: set[int] = set()
    depth = 0
    for terms in inner:
        for (ranges, factors), _ in terms:
            for at, _ in factors:
                head = table.heads[at[0]]
                depth = max(depth, head.depth)
                for player, who in owners_of(head, at):
                    owners.add((player, tuple(_who(table, ranges, s) for s in who)))
                for k in head.owning:
                    if at[1 + k] <= HOLE:
                        owning.add(lead + HOLE - at[1 + k])
    return frozenset(owners), frozenset(owning), depth + 1


def _who(table: Table, ranges: tuple[int, ...], slot: Slot) -> int:
    if 0 <= slot < ANY:
        return REST if table.ranges[ranges[slot]].without else ANY
    return ANY if HOLE < slot <= BOUND else slot


def owners_of(head: Head, at: tuple[int, ...]) -> list[Owner]:
    """Whose parameters a factor holds, told by the factor's own slots."""
    if head.kind == "parameter":
        assert head.player is not None
        return [(head.player, at[1 : 1 + head.families])]
    lead = leading(head)
    return [
        (player, tuple(at[1 + lead + HOLE - s] if s <= HOLE else s for s in who))
        for player, who in head.inside
    ]
