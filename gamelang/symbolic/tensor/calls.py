"""The builtin functions in index notation, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.core import typed
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.functions import applied, power
from gamelang.symbolic.tensor.indices import Index, Slot, axis
from gamelang.symbolic.tensor.tensors import Symbol, Tensor

HALF = Fraction(1, 2)
Axes = tuple[Index, ...]
ELEMENTWISE = (
    *("exp", "log", "sin", "cos", "tan", "tanh", "erf"),
    *("sigmoid", "softplus", "abs", "sign", "relu"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the tensors of its arguments, each in its own axes 0, 1, ..."""

    algebra: Algebra
    node: typed.Apply
    values: Sequence[Tensor]
    axes: Sequence[Axes]

    def at(self, number: int, *slots: Slot) -> Tensor:
        """An argument with these slots for its axes."""
        return self.algebra.moved(
            self.values[number], dict(zip(self.axes[number], slots, strict=True))
        )

    def fresh(self, like: Index) -> Index:
        return self.algebra.work.free(like)

    def contracted(self, factors: Sequence[Tensor], *over: Index) -> Tensor:
        total = self.algebra.product(factors)
        for index in over:
            total = self.algebra.summed(total, index)
        return total


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


# ---- elementwise


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


# ---- reductions


def _over(call: Call, inside: Tensor) -> Tensor:
    """The sum over all axes, or over one; the axes behind it move up."""
    axes, chosen = call.axes[0], call.node.axis
    if chosen is None:
        return call.contracted([inside], *axes)
    total = call.algebra.summed(inside, axes[chosen])
    moved = {a: axis(k + chosen, a.stop) for k, a in enumerate(axes[chosen + 1 :])}
    return call.algebra.moved(total, dict(moved))


def _mean(call: Call) -> Tensor:
    axes, chosen = call.axes[0], call.node.axis
    over = axes if chosen is None else (axes[chosen],)
    sizes = [power(call.algebra, call.algebra.size(a.stop), -1) for a in over]
    return call.algebra.product([_over(call, call.values[0]), *sizes])


def _squares(call: Call) -> Tensor:
    return _over(call, power(call.algebra, call.values[0], 2))


def _logsumexp(call: Call) -> Tensor:
    axes, chosen = call.axes[0], call.node.axis
    if chosen is None and len(axes) > 1:
        raise NotExpandableError("logsumexp over several axes at once")
    k = 0 if chosen is None else chosen
    made = applied(call.algebra, "logsumexp", call.values[0], (axes[k],))
    moved = {a: axis(j + k, a.stop) for j, a in enumerate(axes[k + 1 :])}
    return call.algebra.moved(made, dict(moved))


# ---- linear algebra


def _matmul(call: Call) -> Tensor:
    left, right = call.axes
    shared = call.fresh(left[-1])
    rows = left[:-1]
    columns = tuple(axis(len(rows) + k, a.stop) for k, a in enumerate(right[1:]))
    return call.contracted([call.at(0, *rows, shared), call.at(1, shared, *columns)], shared)


def _outer(call: Call) -> Tensor:
    (j,) = call.axes[1]
    return call.algebra.product([call.values[0], call.at(1, axis(1, j.stop))])


def _trace(call: Call) -> Tensor:
    i, _ = call.axes[0]
    return call.contracted([call.at(0, i, i)], i)


def _transpose(call: Call) -> Tensor:
    axes = call.axes[0]
    if len(axes) < 2:
        return call.values[0]
    return call.at(0, axis(1, axes[0].stop), axis(0, axes[1].stop))


def _diag(call: Call) -> Tensor:
    i = call.axes[0][0]
    if len(call.axes[0]) == 2:
        return call.at(0, i, i)
    return call.algebra.product([call.values[0], call.algebra.equal(i, axis(1, i.stop))])


def _inverse(call: Call) -> Tensor:
    i, j = call.axes[0]
    return applied(call.algebra, "inverse", call.values[0], (i, j))


def _solve(call: Call) -> Tensor:
    i, j = call.axes[0]
    inverse = applied(call.algebra, "inverse", call.values[0], (i, j))
    shared = call.fresh(j)
    rest = tuple(axis(k + 1, a.stop) for k, a in enumerate(call.axes[1][1:]))
    left = call.algebra.moved(inverse, {j: shared})
    return call.contracted([left, call.at(1, shared, *rest)], shared)


def _det(call: Call) -> Tensor:
    i, j = call.axes[0]
    return applied(call.algebra, "det", call.values[0], (i, j))


# ---- shaping


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


# ---- probability


def _softmax(call: Call) -> Tensor:
    return applied(call.algebra, "softmax", call.values[0], (call.axes[0][_last(call)],))


def _last(call: Call) -> int:
    return len(call.axes[0]) - 1 if call.node.axis is None else call.node.axis


def _log_softmax(call: Call, number: int = 0) -> Tensor:
    along = call.axes[number][_last(call)]
    total = applied(call.algebra, "logsumexp", call.values[number], (along,))
    return call.algebra.sum([(call.values[number], 1), (total, -1)])


def _expected(call: Call, p: Tensor, value: Tensor) -> Tensor:
    """-Σ p · value along the last axis."""
    return call.algebra.scaled(call.contracted([p, value], call.axes[0][-1]), -1)


def _entropy(call: Call) -> Tensor:
    p = call.values[0]
    return _expected(call, p, applied(call.algebra, "log", p))


def _kl(call: Call) -> Tensor:
    p, q = call.values
    log_q, log_p = applied(call.algebra, "log", q), applied(call.algebra, "log", p)
    return _expected(call, p, call.algebra.sum([(log_q, 1), (log_p, -1)]))


def _cross_entropy(call: Call) -> Tensor:
    if len(call.axes[0]) != len(call.axes[1]):
        raise NotExpandableError("`cross_entropy` with a label stands in no index notation yet")
    return _expected(call, call.values[1], _log_softmax(call))


RULES: dict[str, Callable[[Call], Tensor]] = {
    "power": _power,
    "square": lambda call: power(call.algebra, call.values[0], 2),
    "sqrt": lambda call: power(call.algebra, call.values[0], HALF),
    "gelu": _gelu,
    "leaky_relu": _leaky,
    "maximum": lambda call: _larger(call.algebra, call.values[0], call.values[1]),
    "minimum": lambda call: _larger(call.algebra, call.values[0], call.values[1], -1),
    "clip": _clip,
    "sum": lambda call: _over(call, call.values[0]),
    "mean": _mean,
    "norm2": _squares,
    "norm": lambda call: power(call.algebra, _squares(call), HALF),
    "logsumexp": _logsumexp,
    "dot": lambda call: call.contracted(call.values, call.axes[0][0]),
    "matmul": _matmul,
    "outer": _outer,
    "trace": _trace,
    "transpose": _transpose,
    "diag": _diag,
    "inv": _inverse,
    "solve": _solve,
    "det": _det,
    "zeros": lambda call: call.algebra.number(0),
    "ones": lambda call: call.algebra.number(1),
    "eye": _eye,
    "repeat": _repeat,
    "reshape": _reshape,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "entropy": _entropy,
    "kl": _kl,
    "cross_entropy": _cross_entropy,
    "pi": lambda call: call.algebra.symbol(Symbol("pi", "pi")),
}
