"""softmax, entropy and what is like them: exp and log of sums along an axis."""

from __future__ import annotations

from fractions import Fraction

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.places import entry
from gamelang.certify.indexed.products import Arguments, product
from gamelang.certify.indexed.table import Table, Terms, axis
from gamelang.core import typed
from gamelang.core.dims import Dim


def softmax(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    shape = node.shape
    k = len(shape) - 1 if node.axis is None else node.axis
    powers = opaque.function(table, "exp", arguments)
    total = t.summed(table, powers, axis(k), table.whole(shape[k]))
    return product(table, powers, opaque.reciprocal(table, total))


def log_softmax(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    k = len(node.shape) - 1 if node.axis is None else node.axis
    return logarithm_of_softmax(table, arguments[0], node.shape[k], k)


def logarithm_of_softmax(table: Table, logits: Terms, size: Dim, k: int) -> Terms:
    powers = opaque.function(table, "exp", [logits])
    total = t.summed(table, powers, axis(k), table.whole(size))
    return t.minus(table, logits, opaque.function(table, "log", [total]))


def entropy(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    p = arguments[0]
    each = product(table, p, opaque.function(table, "log", [p]))
    return t.scaled(_over_last(table, node, each), Fraction(-1))


def kl(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    p, q = arguments
    logs = [opaque.function(table, "log", [x]) for x in (p, q)]
    return _over_last(table, node, product(table, p, t.minus(table, logs[0], logs[1])))


def cross_entropy(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    logits, label = arguments
    shape = node.arguments[0].shape
    last = len(shape) - 1
    logs = logarithm_of_softmax(table, logits, shape[last], last)
    if len(node.arguments[1].shape) != len(shape):
        others = [axis(k) for k in range(last)]
        return t.scaled(entry(table, logs, shape, [*others, label]), Fraction(-1))
    return t.scaled(_over_last(table, node, product(table, label, logs)), Fraction(-1))


def _over_last(table: Table, node: typed.Apply, terms: Terms) -> Terms:
    shape = node.arguments[0].shape
    return t.summed(table, terms, axis(len(shape) - 1), table.whole(shape[-1]))
