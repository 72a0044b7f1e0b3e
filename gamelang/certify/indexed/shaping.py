"""Arrays that are filled, repeated, joined or reshaped: conditions on indices."""

from __future__ import annotations

from collections.abc import Callable

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.linear_algebra import (
    delta,
)
from gamelang.certify.indexed.places import entry, shifted
from gamelang.certify.indexed.products import Arguments, product
from gamelang.certify.indexed.table import Head, Table, Terms, axis
from gamelang.core import typed
from gamelang.core.dims import Dim


def filled(value: int) -> Callable[[Table, typed.Apply, Arguments], Terms]:
    return lambda table, node, arguments: t.number(value)


def eye(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return delta(table, node.shape[0])


def one_hot(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """The last axis is the place."""
    last = len(node.shape) - 1
    place = table.whole(node.shape[last])
    other = table.stand_in(-2, place)
    gap = t.minus(table, t.index(table, other), arguments[0])
    chosen = opaque.equal_zero(table, gap)
    return t.renamed(table, chosen, {other: axis(last)})


def repeat(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return shifted(table, arguments[0], len(node.shape) - 1, 1)


def concat(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    parts: list[Terms] = []
    offset = Dim.of(0)
    others = [axis(k) for k in range(1, len(node.shape))]
    for argument, terms in zip(node.arguments, arguments, strict=True):
        place = table.whole(argument.shape[0])
        inside = table.fresh(place)
        there = entry(table, terms, argument.shape, [inside, *others])
        ends = t.added(table, (t.index(table, inside), t.size(table, offset)))
        gap = t.minus(table, t.index(table, axis(0)), ends)
        chosen = opaque.equal_zero(table, gap)
        parts.append(t.summed(table, product(table, there, chosen), inside, place))
        offset = offset + argument.shape[0]
    return t.added(table, parts)


def reshape(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """Σ over the old places of 1 where both stand for the same entry, row by row."""
    old, new = node.arguments[0].shape, node.shape
    places = [table.whole(size) for size in old]
    inside = [table.fresh(place) for place in places]
    there = entry(table, arguments[0], old, inside)
    ranges = (*places, -1, *(table.whole(size) for size in new))
    head = table.head(Head("constant", "same entry", ranges))
    same = t.atom(table, head, (*inside, *(axis(k) for k in range(len(new)))))
    out = product(table, there, same)
    for slot, place in zip(inside, places, strict=True):
        out = t.summed(table, out, slot, place)
    return out
