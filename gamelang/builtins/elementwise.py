"""Functions of one real number, applied to every entry: exp, tanh, sigmoid, ..."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from gamelang.builtins.record import Builtin, Grid, Scalars
from gamelang.core.building import Builder
from gamelang.core.dims import Shape
from gamelang.core.typed import Node

HALF = Fraction(1, 2)
POSITIVE = (Fraction(1, 3), Fraction(1), Fraction(5, 2))


def same_shape(shapes: tuple[Shape, ...], sizes: Shape, axis: int | None) -> Shape:
    return shapes[0]


def entrywise(form: Callable[[Any, Any], Any]) -> Scalars:
    """A scalar form made a form of arrays."""

    def scalars(
        ops: Any, grids: tuple[Grid[Any], ...], axis: int | None, sizes: tuple[int, ...]
    ) -> Grid[Any]:
        return Grid(grids[0].sizes, [form(ops, x) for x in grids[0].entries])

    return scalars


def primitive(name: str) -> Scalars:
    return entrywise(lambda ops, x: ops.apply(name, x))


def times(b: Builder, x: Node, *factors: Node) -> Node:
    return b.product(factors, x.shape, "real")


def plus(b: Builder, x: Node, *terms: Node) -> Node:
    return b.sum(terms, x.shape, "real")


def call(b: Builder, name: str, x: Node) -> Node:
    return b.apply(name, (x,), x.shape)


def power(b: Builder, x: Node, exponent: Fraction | int) -> Node:
    return b.apply("power", (x, b.number(exponent)), x.shape)


def negative(b: Builder, x: Node) -> Node:
    return b.product((b.number(-1), x), x.shape, "real")


def _record(
    name: str,
    doc: str,
    jax: str,
    scalars: Scalars,
    derivative: Callable[[Builder, Node], Node],
    domain: str = "every real number",
    samples: tuple[Fraction, ...] = (Fraction(-3, 2), Fraction(1, 3), Fraction(2)),
    kinked: bool = False,
    partial: bool = False,
) -> Builtin:
    return Builtin(
        name=name,
        signature=f"{name}(x)",
        doc=doc,
        family="elementwise",
        parameters=(("x", "array"),),
        shape=same_shape,
        scalars=scalars,
        jax=jax,
        derivative=derivative,
        domain=domain,
        samples=samples,
        kinked=kinked,
        partial=partial,
    )


def _sigmoid(ops: Any, x: Any) -> Any:
    tail = ops.apply("exp", ops.multiply([ops.number(Fraction(-1)), x]))
    return ops.power(ops.add([ops.number(Fraction(1)), tail]), ops.number(Fraction(-1)))


def _softplus(ops: Any, x: Any) -> Any:
    return ops.apply("log", ops.add([ops.number(Fraction(1)), ops.apply("exp", x)]))


def _relu(ops: Any, x: Any) -> Any:
    return ops.apply("maximum", x, ops.number(Fraction(0)))


def _leaky_relu(ops: Any, x: Any) -> Any:
    return ops.apply("maximum", x, ops.multiply([ops.number(Fraction(1, 100)), x]))


def _gelu(ops: Any, x: Any) -> Any:
    root = ops.power(ops.number(Fraction(2)), ops.number(-HALF))
    inner = ops.apply("erf", ops.multiply([x, root]))
    return ops.multiply([x, ops.number(HALF), ops.add([ops.number(Fraction(1)), inner])])


def _normal_density(b: Builder, x: Node) -> Node:
    scale = power(b, b.product((b.number(2), b.apply("pi", (), ())), (), "real"), -HALF)
    return times(b, x, scale, call(b, "exp", times(b, x, b.number(-HALF), power(b, x, 2))))


def _erf_slope(b: Builder, x: Node) -> Node:
    slope = call(b, "exp", negative(b, power(b, x, 2)))
    return times(b, x, b.number(2), power(b, b.apply("pi", (), ()), -HALF), slope)


def _gelu_slope(b: Builder, x: Node) -> Node:
    root = power(b, b.number(2), -HALF)
    below = plus(b, x, b.number(1), call(b, "erf", times(b, x, x, root)))
    return plus(b, x, times(b, x, b.number(HALF), below), times(b, x, x, _normal_density(b, x)))


def _step(b: Builder, x: Node, above: Node, below: Node) -> Node:
    positive = b.apply("less", (b.number(0), x), x.shape, "bool")
    return b.choice(positive, above, below, x.shape, "real")


EXP = _record(
    "exp", "e to the power x.", "jnp.exp", primitive("exp"), lambda b, x: call(b, "exp", x)
)
LOG = _record(
    "log",
    "The natural logarithm.",
    "jnp.log",
    primitive("log"),
    lambda b, x: power(b, x, -1),
    "x > 0",
    POSITIVE,
    partial=True,
)
SQRT = _record(
    "sqrt",
    "The square root.",
    "jnp.sqrt",
    entrywise(lambda ops, x: ops.power(x, ops.number(HALF))),
    lambda b, x: times(b, x, b.number(HALF), power(b, call(b, "sqrt", x), -1)),
    "x >= 0",
    POSITIVE,
    kinked=True,
    partial=True,
)
SIN = _record(
    "sin", "The sine (x in radians).", "jnp.sin", primitive("sin"), lambda b, x: call(b, "cos", x)
)
COS = _record(
    "cos",
    "The cosine (x in radians).",
    "jnp.cos",
    primitive("cos"),
    lambda b, x: negative(b, call(b, "sin", x)),
)
TAN = _record(
    "tan",
    "The tangent (x in radians).",
    "jnp.tan",
    primitive("tan"),
    lambda b, x: plus(b, x, b.number(1), power(b, call(b, "tan", x), 2)),
    "cos(x) != 0",
    partial=True,
)
TANH = _record(
    "tanh",
    "The hyperbolic tangent.",
    "jnp.tanh",
    primitive("tanh"),
    lambda b, x: plus(b, x, b.number(1), negative(b, power(b, call(b, "tanh", x), 2))),
)
SIGMOID = _record(
    "sigmoid",
    "1 / (1 + exp(-x)).",
    "jax.nn.sigmoid",
    entrywise(_sigmoid),
    lambda b, x: times(
        b, x, call(b, "sigmoid", x), plus(b, x, b.number(1), negative(b, call(b, "sigmoid", x)))
    ),
)
SOFTPLUS = _record(
    "softplus",
    "log(1 + exp(x)).",
    "jax.nn.softplus",
    entrywise(_softplus),
    lambda b, x: call(b, "sigmoid", x),
)
RELU = _record(
    "relu",
    "max(x, 0); a kink at 0.",
    "jax.nn.relu",
    entrywise(_relu),
    lambda b, x: _step(b, x, b.number(1), b.number(0)),
    kinked=True,
)
LEAKY_RELU = _record(
    "leaky_relu",
    "x where x > 0, else x / 100; a kink at 0.",
    "jax.nn.leaky_relu",
    entrywise(_leaky_relu),
    lambda b, x: _step(b, x, b.number(1), b.number(Fraction(1, 100))),
    kinked=True,
)
GELU = _record(
    "gelu",
    "x (1 + erf(x / sqrt(2))) / 2, the exact form.",
    "jax.nn.gelu({0}, approximate=False)",
    entrywise(_gelu),
    _gelu_slope,
)
ABS = _record(
    "abs",
    "The absolute value; a kink at 0.",
    "jnp.abs",
    primitive("abs"),
    lambda b, x: call(b, "sign", x),
    kinked=True,
)
SIGN = _record(
    "sign",
    "-1, 0 or 1; a jump at 0.",
    "jnp.sign",
    primitive("sign"),
    lambda b, x: b.number(0),
    kinked=True,
)
ERF = _record("erf", "The error function.", "jax.scipy.special.erf", primitive("erf"), _erf_slope)
SQUARE = _record(
    "square",
    "x**2.",
    "jnp.square",
    entrywise(lambda ops, x: ops.power(x, ops.number(Fraction(2)))),
    lambda b, x: times(b, x, b.number(2), x),
)
