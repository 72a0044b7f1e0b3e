"""Builtin functions as sums of monomials: linear algebra expands, everything else is opaque.

Axis k of an array is the free index axis(k). A function that is not listed applies entry by entry
or stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.distributions import cross_entropy, entropy, kl, log_softmax, softmax
from gamelang.certify.indexed.linear_algebra import (
    contracted,
    determinant,
    diagonal,
    inverse,
    outer,
    solve,
    trace,
    transpose,
)
from gamelang.certify.indexed.products import HALF, Arguments, NotTakenApartError, power, product
from gamelang.certify.indexed.reductions import logsumexp, mean, norm, norm2, summed, unexpanded
from gamelang.certify.indexed.shaping import concat, eye, filled, one_hot, repeat, reshape
from gamelang.certify.indexed.table import Head, Table, Terms
from gamelang.core import typed

ELEMENTWISE = frozenset(
    (
        *("exp", "log", "sin", "cos", "tan", "tanh", "sigmoid", "softplus", "relu"),
        *("leaky_relu", "gelu", "abs", "sign", "erf", "maximum", "minimum", "clip"),
        *("floordiv", "mod"),
    )
)


def call(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """The terms of a call, given those of its arguments."""
    rule = CALLS.get(node.function)
    if rule is not None:
        return rule(table, node, arguments)
    if node.function in ELEMENTWISE:
        return opaque.function(table, node.function, arguments)
    raise NotTakenApartError


def _square(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return product(table, arguments[0], arguments[0])


def _sqrt(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return power(table, arguments[0], t.number(HALF))


def _power(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return power(table, arguments[0], arguments[1])


def _named(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return t.atom(table, table.head(Head("number", node.function)), ())


def _less(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return opaque.indicator(table, "positive", t.minus(table, arguments[1], arguments[0]))


def _lesseq(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    above = opaque.indicator(table, "positive", t.minus(table, arguments[0], arguments[1]))
    return t.minus(table, t.number(1), above)


def _equal(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return opaque.equal_zero(table, t.minus(table, arguments[0], arguments[1]))


def _not(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return t.minus(table, t.number(1), arguments[0])


def _unequal(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return _not(table, node, [_equal(table, node, arguments)])


def _and(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    out = t.number(1)
    for argument in arguments:
        out = product(table, out, argument)
    return out


def _or(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    none = _and(table, node, [_not(table, node, [a]) for a in arguments])
    return _not(table, node, [none])


CALLS: dict[str, Callable[[Table, typed.Apply, Arguments], Terms]] = {
    "sum": summed,
    "mean": mean,
    "norm2": norm2,
    "norm": norm,
    "logsumexp": logsumexp,
    "prod": unexpanded,
    "max": unexpanded,
    "min": unexpanded,
    "argmax": unexpanded,
    "dot": contracted,
    "matmul": contracted,
    "outer": outer,
    "trace": trace,
    "transpose": transpose,
    "diag": diagonal,
    "det": determinant,
    "inv": inverse,
    "solve": solve,
    "zeros": filled(0),
    "ones": filled(1),
    "eye": eye,
    "one_hot": one_hot,
    "repeat": repeat,
    "concat": concat,
    "reshape": reshape,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "entropy": entropy,
    "kl": kl,
    "cross_entropy": cross_entropy,
    "square": _square,
    "sqrt": _sqrt,
    "power": _power,
    "pi": _named,
    "inf": _named,
    "less": _less,
    "lesseq": _lesseq,
    "equal": _equal,
    "unequal": _unequal,
    "not": _not,
    "and": _and,
    "or": _or,
}
