"""Linear algebra on the last two axes: dot, @, outer, trace, transpose, diag, det, inv, solve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gamelang.builtins.determinant import adjugate, determinant
from gamelang.builtins.record import Builtin, Grid, ShapeError
from gamelang.builtins.reductions import total
from gamelang.core.dims import Shape, describe

Axis = int | None
Sizes = tuple[int, ...]


def _dot_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    a, b = shapes
    if len(a) != 1 or len(b) != 1:
        raise ShapeError(f"dot takes two vectors, not a {describe(a)} and a {describe(b)}")
    _equal(a, b, "dot takes two vectors of one length")
    return ()


def _equal(a: Shape, b: Shape, what: str) -> None:
    if a != b:
        raise ShapeError(f"{what}, not a {describe(a)} and a {describe(b)}")


def _matmul_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    a, b = shapes
    if not 1 <= len(a) <= 2 or not 1 <= len(b) <= 2:
        raise ShapeError(
            f"@ multiplies matrices and vectors, not a {describe(a)} and a {describe(b)}"
        )
    if a[-1] != b[0]:
        raise ShapeError(
            f"@ cannot multiply a {describe(a)} by a {describe(b)}: {a[-1]} is not {b[0]}"
        )
    return (*a[:-1], *b[1:])


def _square(shape: Shape, what: str) -> None:
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ShapeError(f"{what} takes a square matrix, not a {describe(shape)}")


def _trace_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    _square(shapes[0], "this function")
    return ()


def _inverse_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    _square(shapes[0], "inv")
    return shapes[0]


def _solve_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    matrix, right = shapes
    _square(matrix, "solve")
    if not 1 <= len(right) <= 2 or right[0] != matrix[0]:
        raise ShapeError(f"solve cannot divide a {describe(right)} by a {describe(matrix)}")
    return right


def _outer_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    a, b = shapes
    if len(a) != 1 or len(b) != 1:
        raise ShapeError(f"outer takes two vectors, not a {describe(a)} and a {describe(b)}")
    return (*a, *b)


def _transpose_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    if len(shapes[0]) > 2:
        raise ShapeError(f"transpose takes a matrix or a vector, not a {describe(shapes[0])}")
    return tuple(reversed(shapes[0]))


def _diagonal_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: Axis) -> Shape:
    shape = shapes[0]
    if len(shape) == 1:
        return (shape[0], shape[0])
    _square(shape, "diag")
    return shape[:1]


def _inner(ops: Any, a: Sequence[Any], b: Sequence[Any]) -> Any:
    return total(ops, [ops.multiply([x, y]) for x, y in zip(a, b, strict=True)])


def _dot(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    return Grid((), (_inner(ops, grids[0].entries, grids[1].entries),))


def _matmul(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    a, b = grids
    rows = [r.entries for r in a.rows()] if len(a.sizes) == 2 else [a.entries]
    columns = [line for _, line in b.lines(0)]
    return Grid(sizes, [_inner(ops, row, column) for row in rows for column in columns])


def _trace(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    return Grid((), (total(ops, _diagonal_of(grids[0])),))


def _diagonal_of(grid: Grid[Any]) -> Sequence[Any]:
    return grid.entries[:: grid.sizes[0] + 1]


def _outer(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    a, b = grids
    return Grid(sizes, [ops.multiply([x, y]) for x in a.entries for y in b.entries])


def _transpose(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    grid = grids[0]
    if len(grid.sizes) < 2:
        return grid
    return Grid(sizes, [entry for _, line in grid.lines(0) for entry in line])


def _diag(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    grid = grids[0]
    if len(grid.sizes) == 2:
        return Grid(sizes, _diagonal_of(grid))
    zero, n = ops.number(Fraction(0)), grid.sizes[0]
    return Grid(sizes, [grid.entries[i] if i == j else zero for i in range(n) for j in range(n)])


def _det(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    return Grid((), (determinant(ops, [row.entries for row in grids[0].rows()]),))


def _inverse(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    minors, det = adjugate(ops, [row.entries for row in grids[0].rows()])
    scale = ops.power(det, ops.number(Fraction(-1)))
    return Grid(sizes, [ops.multiply([entry, scale]) for row in minors for entry in row])


def _solve(ops: Any, grids: tuple[Grid[Any], ...], axis: Axis, sizes: Sizes) -> Grid[Any]:
    inverse = _inverse(ops, (grids[0],), None, grids[0].sizes)
    return _matmul(ops, (inverse, grids[1]), None, sizes)


def _matmul_jax(ranks: tuple[int, ...]) -> str:
    left = ("j",) if ranks[0] == 1 else ("i", "j")
    right = ("j", "k")[: ranks[1]]
    out = "".join((*left[:-1], *right[1:]))
    return f'jnp.einsum("...{"".join(left)},...{"".join(right)}->...{out}", {{0}}, {{1}})'


def _solve_jax(ranks: tuple[int, ...]) -> str:
    if ranks[1] == 1:
        return "jnp.linalg.solve({0}, {1}[..., None])[..., 0]"
    return "jnp.linalg.solve({0}, {1})"


def _diag_jax(ranks: tuple[int, ...]) -> str:
    if ranks[0] == 2:
        return "jnp.diagonal({0}, axis1=-2, axis2=-1)"
    return "{0}[..., None] * jnp.eye({0}.shape[-1])"


def _transpose_jax(ranks: tuple[int, ...]) -> str:
    return "jnp.swapaxes({0}, -1, -2)" if ranks[0] == 2 else "{0}"


def _record(
    name: str,
    signature: str,
    doc: str,
    shape: Callable[..., Shape],
    scalars: Callable[..., Grid[Any]],
    jax: str | Callable[[tuple[int, ...]], str],
    domain: str = "every real array",
    partial: bool = False,
) -> Builtin:
    names = signature[signature.index("(") + 1 : -1].split(", ")
    return Builtin(
        name=name,
        signature=signature,
        doc=doc,
        family="linear algebra",
        parameters=tuple((n, "array") for n in names),
        shape=shape,
        scalars=scalars,
        jax=jax,
        domain=domain,
        partial=partial,
    )


DOT = _record(
    "dot",
    "dot(x, y)",
    "The sum of the products of the entries of two vectors.",
    _dot_shape,
    _dot,
    'jnp.einsum("...i,...i->...", {0}, {1})',
)
MATMUL = _record(
    "matmul", "matmul(a, b)", "a @ b, of matrices and vectors.", _matmul_shape, _matmul, _matmul_jax
)
OUTER = _record(
    "outer",
    "outer(x, y)",
    "The matrix of all products x[i] * y[j].",
    _outer_shape,
    _outer,
    "{0}[..., :, None] * {1}[..., None, :]",
)
TRACE = _record(
    "trace",
    "trace(A)",
    "The sum of the diagonal of a square matrix.",
    _trace_shape,
    _trace,
    "jnp.trace({0}, axis1=-2, axis2=-1)",
)
TRANSPOSE = _record(
    "transpose",
    "transpose(A)",
    "A with its two axes exchanged, also written A.T; a vector stays as it is.",
    _transpose_shape,
    _transpose,
    _transpose_jax,
)
DIAG = _record(
    "diag",
    "diag(x)",
    "The matrix with x on its diagonal; of a square matrix, its diagonal.",
    _diagonal_shape,
    _diag,
    _diag_jax,
)
DET = _record(
    "det", "det(A)", "The determinant of a square matrix.", _trace_shape, _det, "jnp.linalg.det"
)
INV = _record(
    "inv",
    "inv(A)",
    "The inverse of a square matrix.",
    _inverse_shape,
    _inverse,
    "jnp.linalg.inv",
    "det(A) != 0",
    partial=True,
)
SOLVE = _record(
    "solve",
    "solve(A, b)",
    "The x with A @ x == b.",
    _solve_shape,
    _solve,
    _solve_jax,
    "det(A) != 0",
    partial=True,
)
