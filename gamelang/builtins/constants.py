"""pi and inf."""

from __future__ import annotations

from typing import Any

from gamelang.builtins.record import Builtin, Grid
from gamelang.core.dims import Shape


def _scalar(shapes: tuple[Shape, ...], sizes: Shape, axis: int | None) -> Shape:
    return ()


def _value(name: str) -> Any:
    return lambda ops, grids, axis, sizes: Grid((), (ops.constant(name),))


PI = Builtin(
    name="pi",
    signature="pi",
    doc="The ratio of a circle's circumference to its diameter.",
    family="constant",
    parameters=(),
    shape=_scalar,
    scalars=_value("pi"),
    jax="jnp.pi",
)
INF = Builtin(
    name="inf",
    signature="inf",
    doc="Positive infinity, for masks and bounds.",
    family="constant",
    parameters=(),
    shape=_scalar,
    scalars=_value("inf"),
    jax="jnp.inf",
)
