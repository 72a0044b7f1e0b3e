"""max and min of two values and of an array, clip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gamelang.builtins.record import Builtin, Grid, Scalars
from gamelang.builtins.reductions import fold, reduced
from gamelang.core.dims import Shape


def _common(shapes: tuple[Shape, ...], sizes: Shape, axis: int | None) -> Shape:
    """The one shape that is not a scalar's; checking has made sure that there is at most one."""
    return next((shape for shape in shapes if shape), ())


def _zip(form: Callable[..., Any]) -> Scalars:
    def scalars(
        ops: Any, grids: tuple[Grid[Any], ...], axis: int | None, sizes: tuple[int, ...]
    ) -> Grid[Any]:
        length = max(len(g.entries) for g in grids)
        columns = [g.entries if g.sizes else [g.scalar] * length for g in grids]
        return Grid(sizes, [form(ops, *row) for row in zip(*columns, strict=True)])

    return scalars


def _clip(ops: Any, x: Any, low: Any, high: Any) -> Any:
    return ops.apply("minimum", ops.apply("maximum", x, low), high)


MAXIMUM = Builtin(
    name="maximum",
    signature="max(a, b)",
    doc="The larger of two values, entry by entry; a kink where they are equal.",
    family="elementwise",
    parameters=(("a", "array"), ("b", "array")),
    shape=_common,
    scalars=_zip(lambda ops, a, b: ops.apply("maximum", a, b)),
    jax="jnp.maximum",
    kinked=True,
)
MINIMUM = Builtin(
    name="minimum",
    signature="min(a, b)",
    doc="The smaller of two values, entry by entry; a kink where they are equal.",
    family="elementwise",
    parameters=(("a", "array"), ("b", "array")),
    shape=_common,
    scalars=_zip(lambda ops, a, b: ops.apply("minimum", a, b)),
    jax="jnp.minimum",
    kinked=True,
)
CLIP = Builtin(
    name="clip",
    signature="clip(x, lo, hi)",
    doc="x, moved to the nearest of lo and hi where it lies outside them.",
    family="elementwise",
    parameters=(("x", "array"), ("lo", "array"), ("hi", "array")),
    shape=_common,
    scalars=_zip(_clip),
    jax="jnp.clip",
    kinked=True,
)
MAX = Builtin(
    name="max",
    signature="max(x, axis=)",
    doc="The largest entry, or the larger of two values.",
    family="reduction",
    parameters=(("x", "array"),),
    shape=reduced,
    scalars=fold(lambda ops, xs: _chain(ops, "maximum", xs)),
    jax="jnp.max({0}, axis={axis})",
    takes_axis=True,
    reducer=True,
    kinked=True,
)
MIN = Builtin(
    name="min",
    signature="min(x, axis=)",
    doc="The smallest entry, or the smaller of two values.",
    family="reduction",
    parameters=(("x", "array"),),
    shape=reduced,
    scalars=fold(lambda ops, xs: _chain(ops, "minimum", xs)),
    jax="jnp.min({0}, axis={axis})",
    takes_axis=True,
    reducer=True,
    kinked=True,
)


def _chain(ops: Any, name: str, xs: Any) -> Any:
    total = xs[0]
    for x in xs[1:]:
        total = ops.apply(name, total, x)
    return total
