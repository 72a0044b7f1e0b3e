"""Reductions of arrays as sums over bound indices; prod, max, min and argmax stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.places import bound
from gamelang.certify.indexed.products import HALF, Arguments, power, product
from gamelang.certify.indexed.table import BOUND, Table, Terms, axis
from gamelang.core import typed
from gamelang.core.dims import ONE, Dim


def _axes(node: typed.Apply) -> list[int]:
    shape = node.arguments[0].shape
    return list(range(len(shape))) if node.axis is None else [node.axis]


def summed(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return bound(table, arguments[0], node.arguments[0].shape, _axes(node))


def mean(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    whole = share(table, [node.arguments[0].shape[k] for k in _axes(node)])
    return t.multiplied(table, summed(table, node, arguments), whole)


def share(table: Table, sizes: Sequence[Dim]) -> Terms:
    """One over the number of entries."""
    count = ONE
    for size in sizes:
        count = count * size
    return opaque.reciprocal(table, t.size(table, count))


def norm2(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    square = product(table, arguments[0], arguments[0])
    return bound(table, square, node.arguments[0].shape, _axes(node))


def norm(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return power(table, norm2(table, node, arguments), t.number(HALF))


def logsumexp(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    powers = opaque.function(table, "exp", arguments)
    total = bound(table, powers, node.arguments[0].shape, _axes(node))
    return opaque.function(table, "log", [total])


def unexpanded(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """prod, max, min, argmax: a head that binds the axes."""
    shape, axes = node.arguments[0].shape, _axes(node)
    names = {axis(k): BOUND - m for m, k in enumerate(axes)}
    left = [k for k in range(len(shape)) if k not in axes]
    names |= {axis(k): axis(m) for m, k in enumerate(left)}
    inside = t.renamed(table, arguments[0], names)
    ranges = tuple(table.whole(shape[k]) for k in axes)
    return opaque.opaque(table, "reduction", node.function, [inside], ranges=ranges)
