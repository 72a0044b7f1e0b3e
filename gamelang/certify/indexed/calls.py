"""Builtin functions as sums of monomials: linear algebra expands, everything else is opaque.

Axis k of an array is the free index axis(k). A function that is not listed applies entry by entry
or stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.places import bound, entry, moved, shifted
from gamelang.certify.indexed.rules import delta_head
from gamelang.certify.indexed.table import BOUND, Head, Table, Terms, axis
from gamelang.core import typed
from gamelang.core.dims import ONE, Dim, Shape

Arguments = Sequence[Terms]
ELEMENTWISE = frozenset(
    (
        *("exp", "log", "sin", "cos", "tan", "tanh", "sigmoid", "softplus", "relu"),
        *("leaky_relu", "gelu", "abs", "sign", "erf", "maximum", "minimum", "clip"),
        *("floordiv", "mod"),
    )
)
HALF = Fraction(1, 2)
MOST_POWER = 12
MOST_TERMS = 300


class NotTakenApartError(Exception):
    """The expression stays whole."""


def call(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """The terms of a call, given those of its arguments."""
    rule = CALLS.get(node.function)
    if rule is not None:
        return rule(table, node, arguments)
    if node.function in ELEMENTWISE:
        return opaque.function(table, node.function, arguments)
    raise NotTakenApartError


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


# ---- reductions


def _axes(node: typed.Apply) -> list[int]:
    shape = node.arguments[0].shape
    return list(range(len(shape))) if node.axis is None else [node.axis]


def _sum(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return bound(table, arguments[0], node.arguments[0].shape, _axes(node))


def _mean(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    whole = share(table, [node.arguments[0].shape[k] for k in _axes(node)])
    return t.multiplied(table, _sum(table, node, arguments), whole)


def share(table: Table, sizes: Sequence[Dim]) -> Terms:
    """One over the number of entries."""
    count = ONE
    for size in sizes:
        count = count * size
    return opaque.reciprocal(table, t.size(table, count))


def _norm2(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    square = product(table, arguments[0], arguments[0])
    return bound(table, square, node.arguments[0].shape, _axes(node))


def _norm(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return power(table, _norm2(table, node, arguments), t.number(HALF))


def _logsumexp(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    powers = opaque.function(table, "exp", arguments)
    total = bound(table, powers, node.arguments[0].shape, _axes(node))
    return opaque.function(table, "log", [total])


def _whole(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """prod, max, min, argmax: a head that binds the axes."""
    shape, axes = node.arguments[0].shape, _axes(node)
    names = {axis(k): BOUND - m for m, k in enumerate(axes)}
    left = [k for k in range(len(shape)) if k not in axes]
    names |= {axis(k): axis(m) for m, k in enumerate(left)}
    inside = t.renamed(table, arguments[0], names)
    ranges = tuple(table.whole(shape[k]) for k in axes)
    return opaque.opaque(table, "reduction", node.function, [inside], ranges=ranges)


# ---- linear algebra


def _contracted(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
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


def _outer(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return product(table, arguments[0], shifted(table, arguments[1], 1, 1))


def _trace(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    size = node.arguments[0].shape[0]
    same = t.renamed(table, arguments[0], {axis(1): axis(0)})
    return t.summed(table, same, axis(0), table.whole(size))


def _transpose(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    if len(node.shape) < 2:
        return arguments[0]
    return moved(table, arguments[0], {0: 1, 1: 0})


def _diag(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    if len(node.shape) == 1:
        return t.renamed(table, arguments[0], {axis(1): axis(0)})
    return t.multiplied(table, arguments[0], _delta(table, node.shape[0]))


def _delta(table: Table, size: Dim) -> Terms:
    return t.atom(table, delta_head(table, table.whole(size)), (axis(0), axis(1)))


def _det(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    inside = t.renamed(table, arguments[0], {axis(0): BOUND, axis(1): BOUND - 1})
    place = table.whole(node.arguments[0].shape[0])
    return opaque.determinant(table, inside, place)


def _inv(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    inside = t.renamed(table, arguments[0], {axis(0): BOUND, axis(1): BOUND - 1})
    place = table.whole(node.arguments[0].shape[0])
    return opaque.inverse(table, inside, place, axis(0), axis(1))


def _solve(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    matrix, right = (a.shape for a in node.arguments)
    return contraction(table, _inv(table, node, arguments), matrix, arguments[1], right)


# ---- shaping


def _filled(value: int) -> Callable[[Table, typed.Apply, Arguments], Terms]:
    return lambda table, node, arguments: t.number(value)


def _eye(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return _delta(table, node.shape[0])


def _one_hot(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    """The last axis is the place."""
    last = len(node.shape) - 1
    place = table.whole(node.shape[last])
    other = table.stand_in(-2, place)
    gap = t.minus(table, t.index(table, other), arguments[0])
    chosen = opaque.equal_zero(table, gap)
    return t.renamed(table, chosen, {other: axis(last)})


def _repeat(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    return shifted(table, arguments[0], len(node.shape) - 1, 1)


def _concat(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
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


def _reshape(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
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


# ---- distributions


def _softmax(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    shape = node.shape
    k = len(shape) - 1 if node.axis is None else node.axis
    powers = opaque.function(table, "exp", arguments)
    total = t.summed(table, powers, axis(k), table.whole(shape[k]))
    return product(table, powers, opaque.reciprocal(table, total))


def _log_softmax(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    k = len(node.shape) - 1 if node.axis is None else node.axis
    return logarithm_of_softmax(table, arguments[0], node.shape[k], k)


def logarithm_of_softmax(table: Table, logits: Terms, size: Dim, k: int) -> Terms:
    powers = opaque.function(table, "exp", [logits])
    total = t.summed(table, powers, axis(k), table.whole(size))
    return t.minus(table, logits, opaque.function(table, "log", [total]))


def _entropy(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    p = arguments[0]
    each = product(table, p, opaque.function(table, "log", [p]))
    return t.scaled(_over_last(table, node, each), Fraction(-1))


def _kl(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
    p, q = arguments
    logs = [opaque.function(table, "log", [x]) for x in (p, q)]
    return _over_last(table, node, product(table, p, t.minus(table, logs[0], logs[1])))


def _cross_entropy(table: Table, node: typed.Apply, arguments: Arguments) -> Terms:
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


# ---- scalars and conditions


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
    "sum": _sum,
    "mean": _mean,
    "norm2": _norm2,
    "norm": _norm,
    "logsumexp": _logsumexp,
    "prod": _whole,
    "max": _whole,
    "min": _whole,
    "argmax": _whole,
    "dot": _contracted,
    "matmul": _contracted,
    "outer": _outer,
    "trace": _trace,
    "transpose": _transpose,
    "diag": _diag,
    "det": _det,
    "inv": _inv,
    "solve": _solve,
    "zeros": _filled(0),
    "ones": _filled(1),
    "eye": _eye,
    "one_hot": _one_hot,
    "repeat": _repeat,
    "concat": _concat,
    "reshape": _reshape,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "entropy": _entropy,
    "kl": _kl,
    "cross_entropy": _cross_entropy,
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
