"""Arrays from sizes and arrays from arrays: zeros, ones, eye, one_hot, concat, stack, ..."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

from gamelang.builtins.record import Builtin, Grid, Role, ShapeError
from gamelang.core.dims import ZERO, Shape, count, describe

Axis = int | None
Sizes = tuple[int, ...]


def _of_sizes(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    return sizes


def _eye_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    return (sizes[0], sizes[0])


def _one_hot_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    return (*shapes[0], sizes[0])


def _repeat_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    return (sizes[0], *shapes[0])


def _reshape_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    before, after = count(shapes[0]), count(sizes)
    if before != after:
        raise ShapeError(
            f"reshape cannot turn a {describe(shapes[0])} into a {describe(sizes)}: "
            f"{before} entries are not {after}"
        )
    return sizes


def _concat_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    length = ZERO
    for shape in shapes:
        if not shape:
            raise ShapeError("concat joins arrays, and one of these is a scalar: put it in a list")
        if shape[1:] != shapes[0][1:]:
            raise ShapeError(f"concat cannot join a {describe(shapes[0])} and a {describe(shape)}")
        length = length + shape[0]
    return (length, *shapes[0][1:])


def _filled(value: int) -> Callable[..., Grid[Any]]:
    def scalars(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
        return Grid(sizes, [ops.number(Fraction(value))] * prod(sizes))

    return scalars


def _eye(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    zero, one, n = ops.number(Fraction(0)), ops.number(Fraction(1)), sizes[0]
    return Grid(sizes, [one if i == j else zero for i in range(n) for j in range(n)])


def _one_hot(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    zero, one = ops.number(Fraction(0)), ops.number(Fraction(1))
    places = grids[0].entries
    return Grid(sizes, [one if k == place else zero for place in places for k in range(sizes[-1])])


def _same_entries(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    return Grid(sizes, [entry for grid in grids for entry in grid.entries])


def _repeat(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    return Grid(sizes, list(grids[0].entries) * sizes[0])


def _record(
    name: str,
    signature: str,
    doc: str,
    parameters: tuple[tuple[str, Role], ...],
    shape: Callable[..., Shape],
    scalars: Callable[..., Grid[Any]],
    jax: str,
) -> Builtin:
    return Builtin(
        name=name,
        signature=signature,
        doc=doc,
        family="shaping",
        parameters=parameters,
        shape=shape,
        scalars=scalars,
        jax=jax,
    )


SIZES: tuple[tuple[str, Role], ...] = (("n", "sizes"),)

ZEROS = _record(
    "zeros",
    "zeros(n, ...)",
    "An array of zeros.",
    SIZES,
    _of_sizes,
    _filled(0),
    "jnp.zeros({shape})",
)
ONES = _record(
    "ones", "ones(n, ...)", "An array of ones.", SIZES, _of_sizes, _filled(1), "jnp.ones({shape})"
)
EYE = _record(
    "eye",
    "eye(n)",
    "The identity matrix.",
    (("n", "size"),),
    _eye_shape,
    _eye,
    "jnp.eye({shape}[0])",
)
ONE_HOT = _record(
    "one_hot",
    "one_hot(i, n)",
    "The vector of length n that is 1 at i and 0 elsewhere.",
    (("i", "index"), ("n", "size")),
    _one_hot_shape,
    _one_hot,
    "jax.nn.one_hot({0}, {shape}[-1])",
)
CONCAT = _record(
    "concat",
    "concat([a, b])",
    "Arrays joined along their first axis.",
    (("arrays", "list"),),
    _concat_shape,
    _same_entries,
    "",
)
RESHAPE = _record(
    "reshape",
    "reshape(x, n, ...)",
    "The same entries, row by row, in another shape.",
    (("x", "array"), ("n", "sizes")),
    _reshape_shape,
    _same_entries,
    "",
)
REPEAT = _record(
    "repeat",
    "repeat(x, n)",
    "n copies of x along a new first axis.",
    (("x", "array"), ("n", "size")),
    _repeat_shape,
    _repeat,
    "",
)
