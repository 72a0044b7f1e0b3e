"""Reductions and softmax of sparse arrays: a number that occurs often is counted, not repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from gamelang.certify.sparse.arrays import Array, Work, made, vanishes
from gamelang.certify.undecided import UndecidedError

Counted = Sequence[tuple[Any, int]]  # (number, how often it occurs)
MOST_FACTORS = 4096  # of one number, in a product


def reduce(ops: Any, name: str, array: Array, axis: int | None, work: Work) -> Array:
    """sum, mean, prod, norm2, norm, logsumexp: over everything, or along an axis."""
    fold = FOLDS.get(name)
    sizes, length, groups = _lines(array, axis, work)
    if fold is None or length == 0:
        raise UndecidedError(f"`{name}` is not followed at this point")
    everywhere = len(groups) == prod(sizes)
    rest = array.rest if everywhere else fold(ops, [(array.rest, length)])
    entries = {
        line: fold(ops, [*((x, 1) for _, x in found), *_remaining(array, length - len(found))])
        for line, found in groups.items()
    }
    return made(sizes, rest, entries)


def _remaining(array: Array, count: int) -> Counted:
    return [(array.rest, count)] if count else []


def _lines(
    array: Array, axis: int | None, work: Work
) -> tuple[tuple[int, ...], int, dict[int, list[tuple[int, Any]]]]:
    """The other axes' sizes, the length of a line, and the lines that hold entries."""
    work.spend(len(array.entries))
    groups: dict[int, list[tuple[int, Any]]] = {}
    if axis is None:
        if array.entries:
            groups[0] = list(array.entries.items())
        return (), array.length, groups
    stride, length = prod(array.sizes[axis + 1 :]), array.sizes[axis]
    for offset, x in array.entries.items():
        line = offset // (stride * length) * stride + offset % stride
        groups.setdefault(line, []).append((offset, x))
    return (*array.sizes[:axis], *array.sizes[axis + 1 :]), length, groups


def softmax(ops: Any, array: Array, axis: int, work: Work, *, logarithm: bool) -> Array:
    """exp(x) over its sum along an axis, or the logarithm of that."""
    _, length, groups = _lines(array, axis, work)
    stride = prod(array.sizes[axis + 1 :])

    def value(x: Any, total: Any) -> Any:
        minus = ops.number(Fraction(-1))
        if logarithm:
            return ops.add([x, ops.multiply([minus, ops.apply("log", total)])])
        return ops.multiply([ops.apply("exp", x), ops.power(total, minus)])

    entries: dict[int, Any] = {}
    for line, found in groups.items():
        numbers = [*((x, 1) for _, x in found), *_remaining(array, length - len(found))]
        total = _sum_of_exp(ops, numbers)
        rest = value(array.rest, total)
        if length == array.length:  # one line: its rest is that of the whole
            return Array(array.sizes, rest, {k: value(x, total) for k, x in found})
        start = line // stride * stride * length + line % stride
        work.spend(length)
        entries |= {start + k * stride: rest for k in range(length)}
        entries |= {offset: value(x, total) for offset, x in found}
    if len(entries) == array.length:
        return Array(array.sizes, array.rest, entries)
    whole = value(array.rest, _sum_of_exp(ops, [(array.rest, length)]))
    return Array(array.sizes, whole, entries)


def _times(ops: Any, x: Any, count: int) -> Any:
    return x if count == 1 else ops.multiply([ops.number(Fraction(count)), x])


def _sum(ops: Any, numbers: Counted) -> Any:
    terms = [_times(ops, x, count) for x, count in numbers if not vanishes(x)]
    if not terms:
        return ops.number(Fraction(0))
    return terms[0] if len(terms) == 1 else ops.add(terms)


def _count(numbers: Counted) -> int:
    return sum(count for _, count in numbers)


def _mean(ops: Any, numbers: Counted) -> Any:
    return ops.multiply([ops.number(Fraction(1, _count(numbers))), _sum(ops, numbers)])


def _norm2(ops: Any, numbers: Counted) -> Any:
    two = ops.number(Fraction(2))
    return _sum(ops, [(x if vanishes(x) else ops.power(x, two), count) for x, count in numbers])


def _norm(ops: Any, numbers: Counted) -> Any:
    return ops.power(_norm2(ops, numbers), ops.number(Fraction(1, 2)))


def _sum_of_exp(ops: Any, numbers: Counted) -> Any:
    return _sum(ops, [(ops.apply("exp", x), count) for x, count in numbers])


def _logsumexp(ops: Any, numbers: Counted) -> Any:
    return ops.apply("log", _sum_of_exp(ops, numbers))


def _prod(ops: Any, numbers: Counted) -> Any:
    if any(count > MOST_FACTORS for _, count in numbers):
        raise UndecidedError("a product of too many numbers")
    powers = [x if n == 1 else ops.power(x, ops.number(Fraction(n))) for x, n in numbers]
    return powers[0] if len(powers) == 1 else ops.multiply(powers)


FOLDS: dict[str, Callable[[Any, Counted], Any]] = {
    "sum": _sum,
    "mean": _mean,
    "norm2": _norm2,
    "norm": _norm,
    "logsumexp": _logsumexp,
    "prod": _prod,
}
