"""Sums over axes in index notation."""

from __future__ import annotations

from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.call import Call
from gamelang.symbolic.tensor.functions import applied, power
from gamelang.symbolic.tensor.indices import axis
from gamelang.symbolic.tensor.tensors import Tensor


def summed_over(call: Call, inside: Tensor) -> Tensor:
    """The sum over all axes, or over one; the axes behind it move up."""
    axes, chosen = call.axes[0], call.node.axis
    if chosen is None:
        return call.contracted([inside], *axes)
    total = call.algebra.summed(inside, axes[chosen])
    moved = {a: axis(k + chosen, a.stop) for k, a in enumerate(axes[chosen + 1 :])}
    return call.algebra.moved(total, dict(moved))


def mean(call: Call) -> Tensor:
    axes, chosen = call.axes[0], call.node.axis
    over = axes if chosen is None else (axes[chosen],)
    sizes = [power(call.algebra, call.algebra.size(a.stop), -1) for a in over]
    return call.algebra.product([summed_over(call, call.values[0]), *sizes])


def squares(call: Call) -> Tensor:
    return summed_over(call, power(call.algebra, call.values[0], 2))


def logsumexp(call: Call) -> Tensor:
    axes, chosen = call.axes[0], call.node.axis
    if chosen is None and len(axes) > 1:
        raise NotExpandableError("logsumexp over several axes at once")
    k = 0 if chosen is None else chosen
    made = applied(call.algebra, "logsumexp", call.values[0], (axes[k],))
    moved = {a: axis(j + k, a.stop) for j, a in enumerate(axes[k + 1 :])}
    return call.algebra.moved(made, dict(moved))
