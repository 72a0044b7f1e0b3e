"""softmax, log_softmax, entropy, kl, cross_entropy: distributions along the last axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gamelang.builtins.record import Builtin, Grid, Role, ShapeError
from gamelang.builtins.reductions import logsumexp, total
from gamelang.core.dims import Shape, describe

Axis = int | None
Sizes = tuple[int, ...]
MINUS_ONE = Fraction(-1)


def _distribution(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    if not shapes[0]:
        raise ShapeError(
            "this function works along the last axis of an array, and this is a scalar"
        )
    if axis is not None and not 0 <= axis < len(shapes[0]):
        raise ShapeError(f"a {describe(shapes[0])} has no axis {axis}")
    return shapes[0]


def _without_last(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    return _distribution(shapes[:1], sizes, None)[:-1]


def _two_distributions(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    if shapes[0] != shapes[1]:
        p, q = map(describe, shapes)
        raise ShapeError(f"kl takes two arrays of one shape, not a {p} and a {q}")
    return _without_last(shapes, sizes, axis)


def _cross_entropy_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    logits, label = shapes
    result = _without_last((logits,), sizes, None)
    if label not in (result, logits):
        raise ShapeError(
            f"cross_entropy of a {describe(logits)} takes an index for each row, or probabilities "
            f"of its shape, not a {describe(label)}"
        )
    return result


def _along(form: Callable[[Any, Sequence[Any]], list[Any]]) -> Callable[..., Grid[Any]]:
    """A map of lines to lines, applied along an axis (the last unless said)."""

    def scalars(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
        grid = grids[0]
        k = len(grid.sizes) - 1 if axis is None else axis
        lines = [form(ops, line) for _, line in grid.lines(k)]
        stride = 1
        for size in grid.sizes[k + 1 :]:
            stride *= size
        entries: list[Any] = [None] * len(grid.entries)
        for number, line in enumerate(lines):
            start = (number // stride) * stride * grid.sizes[k] + number % stride
            entries[start : start + (len(line) - 1) * stride + 1 : stride] = line
        return Grid(grid.sizes, entries)

    return scalars


def _softmax(ops: Any, xs: Sequence[Any]) -> list[Any]:
    weights = [ops.apply("exp", x) for x in xs]
    scale = ops.power(total(ops, weights), ops.number(MINUS_ONE))
    return [ops.multiply([w, scale]) for w in weights]


def _log_softmax(ops: Any, xs: Sequence[Any]) -> list[Any]:
    shift = ops.multiply([ops.number(MINUS_ONE), logsumexp(ops, xs)])
    return [ops.add([x, shift]) for x in xs]


def _entropy(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    def of(p: Sequence[Any]) -> Any:
        return total(
            ops, [ops.multiply([ops.number(MINUS_ONE), x, ops.apply("log", x)]) for x in p]
        )

    grid = grids[0]
    return Grid(sizes, [of(line) for _, line in grid.lines(len(grid.sizes) - 1)])


def _kl(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    def term(p: Any, q: Any) -> Any:
        minus = ops.multiply([ops.number(MINUS_ONE), ops.apply("log", q)])
        return ops.multiply([p, ops.add([ops.apply("log", p), minus])])

    last = len(grids[0].sizes) - 1
    pairs = zip(grids[0].lines(last), grids[1].lines(last), strict=True)
    return Grid(
        sizes,
        [total(ops, [term(x, y) for x, y in zip(p, q, strict=True)]) for (_, p), (_, q) in pairs],
    )


def _cross_entropy(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    logits, label = grids
    lines = [_log_softmax(ops, line) for _, line in logits.lines(len(logits.sizes) - 1)]
    minus = ops.number(MINUS_ONE)
    if len(label.sizes) == len(logits.sizes):
        targets = [line for _, line in label.lines(len(label.sizes) - 1)]
        return Grid(
            sizes,
            [
                total(ops, [ops.multiply([minus, p, x]) for p, x in zip(t, line, strict=True)])
                for t, line in zip(targets, lines, strict=True)
            ],
        )
    return Grid(
        sizes,
        [ops.multiply([minus, line[k]]) for line, k in zip(lines, label.entries, strict=True)],
    )


def _cross_entropy_jax(ranks: tuple[int, ...]) -> str:
    if ranks[0] == ranks[1]:
        return "-jnp.sum({1} * jax.nn.log_softmax({0}, axis=-1), axis=-1)"
    return "-jnp.take_along_axis(jax.nn.log_softmax({0}, axis=-1), {1}[..., None], axis=-1)[..., 0]"


def _record(
    name: str,
    signature: str,
    doc: str,
    parameters: tuple[tuple[str, Role], ...],
    shape: Callable[..., Shape],
    scalars: Callable[..., Grid[Any]],
    jax: str | Callable[[tuple[int, ...]], str],
    takes_axis: bool = False,
    partial: bool = False,
) -> Builtin:
    return Builtin(
        name=name,
        signature=signature,
        doc=doc,
        family="probability",
        parameters=parameters,
        shape=shape,
        scalars=scalars,
        jax=jax,
        takes_axis=takes_axis,
        partial=partial,
    )


SOFTMAX = _record(
    "softmax",
    "softmax(x, axis=)",
    "exp(x) divided by its sum, along the last axis or the one given.",
    (("x", "array"),),
    _distribution,
    _along(_softmax),
    "jax.nn.softmax({0}, axis={axis})",
    takes_axis=True,
)
LOG_SOFTMAX = _record(
    "log_softmax",
    "log_softmax(x, axis=)",
    "log(softmax(x)), computed without overflow.",
    (("x", "array"),),
    _distribution,
    _along(_log_softmax),
    "jax.nn.log_softmax({0}, axis={axis})",
    takes_axis=True,
)
ENTROPY = _record(
    "entropy",
    "entropy(p)",
    "-sum(p * log(p)), in nats.",
    (("p", "array"),),
    _without_last,
    _entropy,
    # 1e-37: where a softmax underflows the slope stays finite, and no value changes.
    "jnp.sum(jax.scipy.special.entr({0} + 1e-37), axis=-1)",
    partial=True,
)
KL = _record(
    "kl",
    "kl(p, q)",
    "sum(p * log(p / q)), in nats.",
    (("p", "array"), ("q", "array")),
    _two_distributions,
    _kl,
    "jnp.sum(jax.scipy.special.rel_entr({0}, {1}), axis=-1)",
    partial=True,
)
CROSS_ENTROPY = _record(
    "cross_entropy",
    "cross_entropy(logits, label)",
    "-log_softmax(logits) at the label (an index), or its mean under probabilities.",
    (("logits", "array"), ("label", "index")),
    _cross_entropy_shape,
    _cross_entropy,
    _cross_entropy_jax,
)
