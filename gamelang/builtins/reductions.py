"""sum, mean, prod, logsumexp, norm, norm2, argmax: over a whole array or along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gamelang.builtins.record import Builtin, Grid, Scalars, ShapeError
from gamelang.core.dims import Shape, describe


def reduced(shapes: tuple[Shape, ...], sizes: Shape, axis: int | None) -> Shape:
    shape = shapes[0]
    if not shape:
        raise ShapeError("this function reduces an array, and its argument is a scalar")
    if axis is None:
        return ()
    if not 0 <= axis < len(shape):
        raise ShapeError(f"a {describe(shape)} has no axis {axis}")
    return (*shape[:axis], *shape[axis + 1 :])


def fold(form: Callable[[Any, Sequence[Any]], Any]) -> Scalars:
    """A function of a line of scalars made a reduction."""

    def scalars(
        ops: Any, grids: tuple[Grid[Any], ...], axis: int | None, sizes: tuple[int, ...]
    ) -> Grid[Any]:
        grid = grids[0]
        if axis is None:
            return Grid((), (form(ops, grid.entries),))
        return Grid(sizes, [form(ops, line) for _, line in grid.lines(axis)])

    return scalars


def total(ops: Any, xs: Sequence[Any]) -> Any:
    if not xs:
        return ops.number(Fraction(0))
    return xs[0] if len(xs) == 1 else ops.add(xs)


def _product(ops: Any, xs: Sequence[Any]) -> Any:
    if not xs:
        return ops.number(Fraction(1))
    return xs[0] if len(xs) == 1 else ops.multiply(xs)


def _mean(ops: Any, xs: Sequence[Any]) -> Any:
    return ops.multiply([ops.number(Fraction(1, len(xs))), total(ops, xs)])


def _norm2(ops: Any, xs: Sequence[Any]) -> Any:
    return total(ops, [ops.power(x, ops.number(Fraction(2))) for x in xs])


def _norm(ops: Any, xs: Sequence[Any]) -> Any:
    return ops.power(_norm2(ops, xs), ops.number(Fraction(1, 2)))


def logsumexp(ops: Any, xs: Sequence[Any]) -> Any:
    return ops.apply("log", total(ops, [ops.apply("exp", x) for x in xs]))


def _position_of_largest(ops: Any, xs: Sequence[Any]) -> Any:
    """The first k with x_k > all before it and >= all after: a chain of choices; an integer
    where every comparison is decided."""
    best: Any = xs[0]
    place: Any = 0
    for k, x in enumerate(xs[1:], start=1):
        larger = ops.compare("less", best, x)
        if isinstance(larger, bool):
            best, place = (x, k) if larger else (best, place)
        else:
            known = ops.number(Fraction(place)) if isinstance(place, int) else place
            best = ops.choose(larger, x, best)
            place = ops.choose(larger, ops.number(Fraction(k)), known)
    return place


def _record(
    name: str,
    doc: str,
    form: Callable[[Any, Sequence[Any]], Any],
    jax: str,
    kinked: bool = False,
) -> Builtin:
    return Builtin(
        name=name,
        signature=f"{name}(x, axis=)",
        doc=doc,
        family="reduction",
        parameters=(("x", "array"),),
        shape=reduced,
        scalars=fold(form),
        jax=jax,
        takes_axis=True,
        reducer=True,
        domain="every real array",
        kinked=kinked,
    )


SUM = _record("sum", "The sum of the entries.", total, "jnp.sum({0}, axis={axis})")
MEAN = _record("mean", "The mean of the entries.", _mean, "jnp.mean({0}, axis={axis})")
PROD = _record("prod", "The product of the entries.", _product, "jnp.prod({0}, axis={axis})")
NORM2 = _record(
    "norm2",
    "The sum of the squared entries.",
    _norm2,
    "jnp.sum(jnp.square({0}), axis={axis})",
)
NORM = _record(
    "norm",
    "The Euclidean norm; not differentiable at 0.",
    _norm,
    "jnp.sqrt(jnp.sum(jnp.square({0}), axis={axis}))",
    kinked=True,
)
LOGSUMEXP = _record(
    "logsumexp",
    "log of the sum of exp(x).",
    logsumexp,
    "jax.nn.logsumexp({0}, axis={axis})",
)
ARGMAX = Builtin(
    name="argmax",
    signature="argmax(x, axis=)",
    doc="The place of the largest entry, counted row by row (the first, if several are).",
    family="reduction",
    parameters=(("x", "array"),),
    shape=reduced,
    scalars=fold(_position_of_largest),
    jax="jnp.argmax({0}, axis={axis})",
    takes_axis=True,
    kinked=True,
)
