"""Taking entries of arrays: which index stands on an axis, or which sum over a delta it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.rules import delta_head, in_family
from gamelang.certify.indexed.table import Slot, Table, Terms, axis
from gamelang.core.dims import Dim, Shape

Place = int | Terms  # an index that runs over the whole axis, or any integer expression


def moved(table: Table, terms: Terms, axes: Mapping[int, int]) -> Terms:
    """Axis k becomes axis axes[k]."""
    names = {axis(k): axis(m) for k, m in axes.items() if k != m}
    return t.renamed(table, terms, names) if names else terms


def shifted(table: Table, terms: Terms, rank: int, by: int) -> Terms:
    return moved(table, terms, {k: k + by for k in range(rank)})


def bound(table: Table, terms: Terms, shape: Shape, axes: Iterable[int]) -> Terms:
    """Σ over some axes; the others move up."""
    gone = sorted(axes)
    for k in gone:
        terms = t.summed(table, terms, axis(k), table.whole(shape[k]))
    left = [k for k in range(len(shape)) if k not in gone]
    return moved(table, terms, {k: m for m, k in enumerate(left)})


def entry(table: Table, terms: Terms, shape: Shape, places: Sequence[Place]) -> Terms:
    """The terms with a place on every axis; a free index stands for itself."""
    names: dict[Slot, Slot] = {}
    wanted: list[tuple[Slot, int, Terms]] = []
    for k, (size, place) in enumerate(zip(shape, places, strict=True)):
        whole = table.whole(size)
        if isinstance(place, int):
            names[axis(k)] = place
            continue
        slot = _slot(table, place)
        if slot is not None and (_runs_over(table, slot, whole) or not _owns(table, terms, k)):
            names[axis(k)] = slot
            continue
        other = table.fresh(whole)
        names[axis(k)] = other
        wanted.append((other, whole, _is(table, other, whole, slot, place)))
    out = t.renamed(table, terms, {a: b for a, b in names.items() if a != b})
    for other, whole, chosen in wanted:
        out = t.summed(table, t.multiplied(table, out, chosen), other, whole)
    return out


def _slot(table: Table, place: Terms) -> Slot | None:
    """The place as one index or number."""
    if len(place) == 1:
        ((monomial, c),) = place.items()
        found = opaque.index_of(table, monomial)
        if found is not None and c == 1:
            return found
    value = opaque.as_dim(table, place)
    return None if value is None else table.constant(value)


def _runs_over(table: Table, slot: Slot, whole: int) -> bool:
    place = table.free.get(slot)
    return place is not None and table.bases[place] == whole


def _owns(table: Table, terms: Terms, k: int) -> bool:
    """Whether this axis says whose parameter an entry is."""
    return any(in_family(table, dict(factors), axis(k)) for _, factors in terms)


def _is(table: Table, other: Slot, whole: int, slot: Slot | None, place: Terms) -> Terms:
    """1 where the index `other` is this place."""
    if slot is not None:
        return t.atom(table, delta_head(table, whole), (other, slot))
    gap = t.minus(table, t.index(table, other), place)
    remainder = _remainder(table, place, whole)
    if remainder is not None:
        divisor, argument = remainder
        gap = t.minus(table, t.index(table, other), argument)
        return opaque.divisible(table, divisor, gap)
    return opaque.equal_zero(table, gap)


def _remainder(table: Table, place: Terms, whole: int) -> tuple[Dim, Terms] | None:
    """(m, e) where the place is e % m and m is the size of the axis."""
    if len(place) != 1:
        return None
    (((ranges, factors), c),) = place.items()
    if ranges or len(factors) != 1 or factors[0][1] != 1 or c != Fraction(1):
        return None
    at = factors[0][0]
    head = table.heads[at[0]]
    if head.kind != "function" or head.name != "mod":
        return None
    argument, divisor = opaque.held(table, at)
    size = opaque.as_dim(table, divisor)
    here = table.ranges[whole]
    return (size, argument) if size is not None and size == here.stop else None
