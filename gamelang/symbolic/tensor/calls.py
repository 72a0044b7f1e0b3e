"""The builtin functions in index notation, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from gamelang.core import typed
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.call import Axes, Call
from gamelang.symbolic.tensor.functions import applied, power
from gamelang.symbolic.tensor.indices import axis
from gamelang.symbolic.tensor.linear_algebra import (
    determinant,
    diagonal,
    inverted,
    matmul,
    outer,
    solve,
    trace,
    transpose,
)
from gamelang.symbolic.tensor.probability import cross_entropy, entropy, kl, log_softmax, softmax
from gamelang.symbolic.tensor.reductions import logsumexp, mean, squares, summed_over
from gamelang.symbolic.tensor.tensors import Symbol, Tensor

HALF = Fraction(1, 2)
ELEMENTWISE = (
    *("exp", "log", "sin", "cos", "tan", "tanh", "erf"),
    *("sigmoid", "softplus", "abs", "sign", "relu"),
)


def called(
    algebra: Algebra, node: typed.Apply, values: Sequence[Tensor], axes: Sequence[Axes]
) -> Tensor:
    """The value of a call, in the axes of its result."""
    call = Call(algebra, node, values, axes)
    if node.function in ELEMENTWISE:
        return applied(algebra, node.function, values[0])
    rule = RULES.get(node.function)
    if rule is None:
        raise NotExpandableError(f"`{node.function}` stands in no index notation yet")
    return rule(call)


def _power(call: Call) -> Tensor:
    algebra, (base, exponent) = call.algebra, call.values
    if exponent.number is not None:
        return power(algebra, base, exponent.number)
    if call.node.arguments[1].kind == "int":
        raise NotExpandableError("a power whose exponent is an index or a size")
    return applied(algebra, "exp", algebra.product([exponent, applied(algebra, "log", base)]))


def _gelu(call: Call) -> Tensor:
    algebra, x = call.algebra, call.values[0]
    root = power(algebra, algebra.number(2), -HALF)
    bell = applied(algebra, "erf", algebra.product([x, root]))
    return algebra.scaled(
        algebra.product([x, algebra.sum([(algebra.number(1), 1), (bell, 1)])]), HALF
    )


def _leaky(call: Call) -> Tensor:
    algebra, x = call.algebra, call.values[0]
    return algebra.sum([(x, Fraction(1, 100)), (applied(algebra, "relu", x), Fraction(99, 100))])


def _larger(algebra: Algebra, a: Tensor, b: Tensor, sign: int = 1) -> Tensor:
    """max(a, b) = b + relu(a - b); with sign -1 min(a, b) = b - relu(b - a)."""
    return algebra.sum(
        [(b, 1), (applied(algebra, "relu", algebra.sum([(a, sign), (b, -sign)])), sign)]
    )


def _clip(call: Call) -> Tensor:
    x, low, high = call.values
    return _larger(call.algebra, _larger(call.algebra, x, low), high, -1)


def _repeat(call: Call) -> Tensor:
    return call.at(0, *(axis(k + 1, a.stop) for k, a in enumerate(call.axes[0])))


def _reshape(call: Call) -> Tensor:
    known = call.algebra.sizes.known
    if tuple(known(d) for d in call.node.shape) != tuple(a.stop for a in call.axes[0]):
        raise NotExpandableError("`reshape` stands in no index notation yet")
    return call.values[0]


def _eye(call: Call) -> Tensor:
    size = call.algebra.sizes.known(call.node.shape[0])
    return call.algebra.equal(axis(0, size), axis(1, size))


RULES: dict[str, Callable[[Call], Tensor]] = {
    "power": _power,
    "square": lambda call: power(call.algebra, call.values[0], 2),
    "sqrt": lambda call: power(call.algebra, call.values[0], HALF),
    "gelu": _gelu,
    "leaky_relu": _leaky,
    "maximum": lambda call: _larger(call.algebra, call.values[0], call.values[1]),
    "minimum": lambda call: _larger(call.algebra, call.values[0], call.values[1], -1),
    "clip": _clip,
    "sum": lambda call: summed_over(call, call.values[0]),
    "mean": mean,
    "norm2": squares,
    "norm": lambda call: power(call.algebra, squares(call), HALF),
    "logsumexp": logsumexp,
    "dot": lambda call: call.contracted(call.values, call.axes[0][0]),
    "matmul": matmul,
    "outer": outer,
    "trace": trace,
    "transpose": transpose,
    "diag": diagonal,
    "inv": inverted,
    "solve": solve,
    "det": determinant,
    "zeros": lambda call: call.algebra.number(0),
    "ones": lambda call: call.algebra.number(1),
    "eye": _eye,
    "repeat": _repeat,
    "reshape": _reshape,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "entropy": entropy,
    "kl": kl,
    "cross_entropy": cross_entropy,
    "pi": lambda call: call.algebra.symbol(Symbol("pi", "pi")),
}
