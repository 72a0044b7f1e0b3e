"""Distributions in index notation: softmax and the entropies."""

from __future__ import annotations

from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.call import Call
from gamelang.symbolic.tensor.functions import applied
from gamelang.symbolic.tensor.tensors import Tensor


def softmax(call: Call) -> Tensor:
    return applied(call.algebra, "softmax", call.values[0], (call.axes[0][_last(call)],))


def _last(call: Call) -> int:
    return len(call.axes[0]) - 1 if call.node.axis is None else call.node.axis


def log_softmax(call: Call, number: int = 0) -> Tensor:
    along = call.axes[number][_last(call)]
    total = applied(call.algebra, "logsumexp", call.values[number], (along,))
    return call.algebra.sum([(call.values[number], 1), (total, -1)])


def _expected(call: Call, p: Tensor, value: Tensor) -> Tensor:
    """-Σ p · value along the last axis."""
    return call.algebra.scaled(call.contracted([p, value], call.axes[0][-1]), -1)


def entropy(call: Call) -> Tensor:
    p = call.values[0]
    return _expected(call, p, applied(call.algebra, "log", p))


def kl(call: Call) -> Tensor:
    p, q = call.values
    log_q, log_p = applied(call.algebra, "log", q), applied(call.algebra, "log", p)
    return _expected(call, p, call.algebra.sum([(log_q, 1), (log_p, -1)]))


def cross_entropy(call: Call) -> Tensor:
    if len(call.axes[0]) != len(call.axes[1]):
        raise NotExpandableError("`cross_entropy` with a label stands in no index notation yet")
    return _expected(call, call.values[1], log_softmax(call))
