"""Linear algebra as sums of monomials: contractions, traces, diagonals; det and inv stay whole."""

from __future__ import annotations

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.places import moved, shifted
from gamelang.certify.indexed.products import Arguments, product
from gamelang.certify.indexed.rules import delta_head
from gamelang.certify.indexed.table import BOUND, Table, Terms, axis
from gamelang.core import typed
from gamelang.core.dims import Dim, Shape


def contracted(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """dot and @: the last axis of one against the first of the other."""
    first, second = (a.shape for a in node.arguments)
    return contraction(table, arguments[0], first, arguments[1], second)


def contraction(table: Table, a: Terms, first: Shape, b: Terms, second: Shape) -> Terms:
    place = table.whole(first[-1])
    joint = table.stand_in(-1, place)
    a = t.renamed(table, a, {axis(len(first) - 1): joint})
    names = {axis(k): axis(len(first) - 2 + k) for k in range(1, len(second))}
    b = t.renamed(table, b, {axis(0): joint, **names})
    return t.summed(table, product(table, a, b), joint, place)


def outer(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return product(table, arguments[0], shifted(table, arguments[1], 1, 1))


def trace(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    size = node.arguments[0].shape[0]
    same = t.renamed(table, arguments[0], {axis(1): axis(0)})
    return t.summed(table, same, axis(0), table.whole(size))


def transpose(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    if len(node.shape) < 2:
        return arguments[0]
    return moved(table, arguments[0], {0: 1, 1: 0})


def diagonal(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    if len(node.shape) == 1:
        return t.renamed(table, arguments[0], {axis(1): axis(0)})
    return t.multiplied(table, arguments[0], delta(table, node.shape[0]))


def delta(table: Table, size: Dim) -> Terms:
    return t.atom(table, delta_head(table, table.whole(size)), (axis(0), axis(1)))


def determinant(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    inside = t.renamed(table, arguments[0], {axis(0): BOUND, axis(1): BOUND - 1})
    place = table.whole(node.arguments[0].shape[0])
    return opaque.determinant(table, inside, place)


def inverse(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    inside = t.renamed(table, arguments[0], {axis(0): BOUND, axis(1): BOUND - 1})
    place = table.whole(node.arguments[0].shape[0])
    return opaque.inverse(table, inside, place, axis(0), axis(1))


def solve(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    matrix, right = (a.shape for a in node.arguments)
    return contraction(table, inverse(table, node, arguments), matrix, arguments[1], right)
