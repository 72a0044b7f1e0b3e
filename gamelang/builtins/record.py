"""What a builtin function is: its name, shape rule, exact scalar form and JAX form, as data.

The scalar form is written once against `Arithmetic`, so the symbolic core, the independent
checker and constant folding all read the same meaning with numbers of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Generic, Protocol, TypeVar
from typing import Literal as Word

from gamelang.core.building import Builder
from gamelang.core.dims import Shape
from gamelang.core.typed import Kind, Node

T = TypeVar("T")

# What `Arithmetic.apply` must know; everything else is expressed through these and powers.
PRIMITIVES = ("exp", "log", "sin", "cos", "tan", "tanh", "erf", "abs", "sign", "maximum", "minimum")


class Arithmetic(Protocol[T]):
    """Scalars of one kind: exact rationals, hyper-dual balls, DAG nodes, ...

    `compare` may answer a Python bool where it can decide, else a condition of its own;
    `choose` and `logic` are asked only about conditions that are no Python bool.
    """

    def number(self, value: Fraction) -> T: ...
    def constant(self, name: Word["pi", "inf"]) -> T: ...
    def add(self, terms: Sequence[T]) -> T: ...
    def multiply(self, factors: Sequence[T]) -> T: ...
    def power(self, base: T, exponent: T) -> T: ...
    def apply(self, primitive: str, *arguments: T) -> T: ...
    def compare(self, symbol: Word["less", "lesseq", "equal", "unequal"], a: T, b: T) -> Any: ...
    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any: ...
    def choose(self, condition: Any, yes: T, no: T) -> T: ...


@dataclass(frozen=True, slots=True)
class Grid(Generic[T]):
    """An array with all sizes known: entries row-major."""

    sizes: tuple[int, ...]
    entries: Sequence[T]

    @property
    def scalar(self) -> T:
        """The one entry of a scalar."""
        return self.entries[0]

    def rows(self) -> Iterator[Grid[T]]:
        """The slices along the first axis."""
        width = prod(self.sizes[1:])
        for k in range(self.sizes[0]):
            yield Grid(self.sizes[1:], self.entries[k * width : (k + 1) * width])

    def lines(self, axis: int) -> Iterator[tuple[tuple[int, ...], Sequence[T]]]:
        """Every line along an axis, with the index of the other axes, row-major in those."""
        stride = prod(self.sizes[axis + 1 :])
        length = self.sizes[axis]
        others = (*self.sizes[:axis], *self.sizes[axis + 1 :])
        for place in product(*(range(size) for size in others)):
            offset = 0
            for k, i in enumerate(place):
                size_after = prod(others[k + 1 :])
                if k < axis:
                    size_after *= length
                offset += i * size_after
            yield place, self.entries[offset : offset + (length - 1) * stride + 1 : stride]


class ShapeError(Exception):
    """The arguments' shapes do not fit; the text is the diagnostic's message."""


Role = Word["array", "size", "sizes", "index", "list", "condition"]
Scalars = Callable[[Any, tuple[Grid[Any], ...], int | None, tuple[int, ...]], Grid[Any]]


@dataclass(frozen=True, slots=True)
class Builtin:
    """One function of the language.

    parameters: (name, role) in order: array (real, any shape), index (an integer value), size
    (a dimension), sizes (the rest are dimensions), list (a list of arrays).
    shape(shapes of array, index and list arguments, sizes, axis) gives the result's shape.
    scalars(arithmetic, grids, axis, result sizes) gives the entries.
    jax: a dotted name applied to the arguments, or a template in {0}, {1}, {axis}, {shape} that
    acts on trailing axes, so that leading batch axes pass through; a function where it depends
    on the arguments' ranks. {axis} is a tuple of negative axes.
    derivative (elementwise functions of one argument): the derivative as a typed expression.
    kinked: it has no derivative somewhere. partial: it has no value somewhere. internal: no file
    can call it.
    """

    name: str
    signature: str
    doc: str
    family: Word["elementwise", "reduction", "linear algebra", "shaping", "probability", "constant"]
    parameters: tuple[tuple[str, Role], ...]
    shape: Callable[[tuple[Shape, ...], Shape, int | None], Shape]
    scalars: Scalars
    jax: str | Callable[[tuple[int, ...]], str]
    takes_axis: bool = False
    reducer: bool = False
    kind: Kind = "real"
    derivative: Callable[[Builder, Node], Node] | None = None
    domain: str = "every real number"
    kinked: bool = False
    partial: bool = False
    internal: bool = False
    samples: tuple[Fraction, ...] = (Fraction(-3, 2), Fraction(1, 3), Fraction(2))


def roles(rule: Builtin, count: int) -> tuple[str, ...]:
    """The roles of `count` typed arguments (sizes are part of the shape, not arguments)."""
    wanted = [role for _, role in rule.parameters if role not in ("size", "sizes")]
    if wanted == ["list"]:
        return ("array",) * count
    return tuple(wanted[:count])
