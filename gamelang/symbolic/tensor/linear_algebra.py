"""Linear algebra in index notation: contractions over shared indices."""

from __future__ import annotations

from gamelang.symbolic.tensor.call import Call
from gamelang.symbolic.tensor.functions import applied
from gamelang.symbolic.tensor.indices import axis
from gamelang.symbolic.tensor.tensors import Tensor


def matmul(call: Call) -> Tensor:
    left, right = call.axes
    shared = call.fresh(left[-1])
    rows = left[:-1]
    columns = tuple(axis(len(rows) + k, a.stop) for k, a in enumerate(right[1:]))
    return call.contracted([call.at(0, *rows, shared), call.at(1, shared, *columns)], shared)


def outer(call: Call) -> Tensor:
    (j,) = call.axes[1]
    return call.algebra.product([call.values[0], call.at(1, axis(1, j.stop))])


def trace(call: Call) -> Tensor:
    i, _ = call.axes[0]
    return call.contracted([call.at(0, i, i)], i)


def transpose(call: Call) -> Tensor:
    axes = call.axes[0]
    if len(axes) < 2:
        return call.values[0]
    return call.at(0, axis(1, axes[0].stop), axis(0, axes[1].stop))


def diagonal(call: Call) -> Tensor:
    i = call.axes[0][0]
    if len(call.axes[0]) == 2:
        return call.at(0, i, i)
    return call.algebra.product([call.values[0], call.algebra.equal(i, axis(1, i.stop))])


def inverted(call: Call) -> Tensor:
    i, j = call.axes[0]
    return applied(call.algebra, "inverse", call.values[0], (i, j))


def solve(call: Call) -> Tensor:
    i, j = call.axes[0]
    inverse = applied(call.algebra, "inverse", call.values[0], (i, j))
    shared = call.fresh(j)
    rest = tuple(axis(k + 1, a.stop) for k, a in enumerate(call.axes[1][1:]))
    left = call.algebra.moved(inverse, {j: shared})
    return call.contracted([left, call.at(1, shared, *rest)], shared)


def determinant(call: Call) -> Tensor:
    i, j = call.axes[0]
    return applied(call.algebra, "det", call.values[0], (i, j))
