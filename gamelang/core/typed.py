"""Typed expressions: a hash-consed DAG in which every node has a shape.

Built by `checking` through a `Builder`; equal expressions are one object, so identical terms
cancel by identity and every walk is memoised by node. Operators are elementwise, and a scalar
combines with any shape; no other broadcasting is left here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as Word
from typing import assert_never

from gamelang.core.dims import Dim, Shape

Kind = Word["real", "int", "bool"]


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """An exact rational; kind int where it counts or indexes."""

    value: Fraction
    kind: Kind
    shape: Shape = ()


@dataclass(frozen=True, slots=True, eq=False)
class Size:
    """A size used as an integer value."""

    dim: Dim
    shape: Shape = ()
    kind: Kind = "int"


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A bound index: start <= value < stop. `name` is for people, `key` tells it apart."""

    name: str
    key: int
    start: Dim
    stop: Dim
    shape: Shape = ()
    kind: Kind = "int"

    @property
    def count(self) -> Dim:
        return self.stop - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A player's parameter as a whole array (family axes first). `name` is `owner.name`."""

    player: str
    name: str
    shape: Shape
    kind: Kind = "real"

    @property
    def path(self) -> str:
        return f"{self.player}.{self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A `const` as a whole; its value, if it has one, stands in TypedGame.constants."""

    name: str
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Elementwise sum of at least two terms, none a Sum of the same shape."""

    terms: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Elementwise product of at least two factors, none a Product of the same shape."""

    factors: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A builtin (`builtins/`) or operator on arguments.

    Operators have the names power, floordiv, mod, less, lesseq, equal, unequal, and, or, not;
    `axis` is the axis of a reduction or softmax, `size` an integer argument (repeat, one_hot).
    `power` carries its exponent as second argument. Constants pi and inf have no arguments.
    """

    function: str
    arguments: tuple[Node, ...]
    shape: Shape
    kind: Kind
    axis: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A half-open range of an axis."""

    start: Dim
    stop: Dim


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """`base[i, 1:3]`: one item for each axis of base; an int node drops its axis, a Part keeps it.

    Every int item is proved to lie in 0 .. size-1, or is guarded by a condition that says so.
    """

    base: Node
    items: tuple[Node | Part, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Arrays of one shape along a new first axis."""

    items: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Comprehension:
    """The array whose slice number `k` along the first axis is body at variable = start + k."""

    variable: Variable
    body: Node
    shape: Shape
    kind: Kind


Reducer = Word["sum", "prod", "max", "min", "logsumexp"]


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """`function` of body over all values of the variable for which condition holds (None: all)."""

    function: Reducer
    variable: Variable
    body: Node
    condition: Node | None
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`yes` where the condition holds, else `no`; elementwise, scalars combine with any shape."""

    condition: Node
    yes: Node
    no: Node
    shape: Shape
    kind: Kind


Node = (
    Number
    | Size
    | Variable
    | Parameter
    | Constant
    | Sum
    | Product
    | Apply
    | Index
    | Stack
    | Comprehension
    | Reduction
    | Choice
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below (bound variables excluded)."""
    match node:
        case Number() | Size() | Variable() | Parameter() | Constant():
            return ()
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Apply(_, arguments):
            return arguments
        case Index(base, items):
            return (base, *(item for item in items if not isinstance(item, Part)))
        case Stack(items):
            return items
        case Comprehension(_, body):
            return (body,)
        case Reduction(_, _, body, condition):
            return (body,) if condition is None else (body, condition)
        case Choice(condition, yes, no):
            return (condition, yes, no)
        case _:
            assert_never(node)


def postorder(*roots: Node) -> Iterator[Node]:
    """Every node below the roots once, children first, without recursion."""
    done: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            done.add(node)
            yield node
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children(node)))


@dataclass(slots=True)
class Builder:
    """Makes typed nodes, each once. The only mutable thing here; one per game."""

    nodes: dict[tuple[object, ...], Node] = field(default_factory=dict)
    variables: int = 0

    def _once(self, node: Node) -> Node:
        key = (type(node), *(getattr(node, name) for name in node.__slots__))
        return self.nodes.setdefault(key, node)

    def number(self, value: Fraction | int, kind: Kind = "real") -> Node:
        return self._once(Number(Fraction(value), kind))

    def size(self, dim: Dim) -> Node:
        value = dim.number
        return self._once(Size(dim)) if value is None else self.number(value, "int")

    def variable(self, name: str, start: Dim, stop: Dim) -> Variable:
        """A fresh bound variable."""
        self.variables += 1
        return Variable(name, self.variables, start, stop)

    def parameter(self, player: str, name: str, shape: Shape) -> Node:
        return self._once(Parameter(player, name, shape))

    def constant(self, name: str, shape: Shape, kind: Kind) -> Node:
        return self._once(Constant(name, shape, kind))

    def sum(self, terms: tuple[Node, ...], shape: Shape, kind: Kind) -> Node:
        flat: list[Node] = []
        for term in terms:
            flat.extend(term.terms if isinstance(term, Sum) and term.shape == shape else (term,))
        return flat[0] if len(flat) == 1 else self._once(Sum(tuple(flat), shape, kind))

    def product(self, factors: tuple[Node, ...], shape: Shape, kind: Kind) -> Node:
        flat: list[Node] = []
        for f in factors:
            flat.extend(f.factors if isinstance(f, Product) and f.shape == shape else (f,))
        return flat[0] if len(flat) == 1 else self._once(Product(tuple(flat), shape, kind))

    def apply(
        self,
        function: str,
        arguments: tuple[Node, ...],
        shape: Shape,
        kind: Kind = "real",
        axis: int | None = None,
    ) -> Node:
        return self._once(Apply(function, arguments, shape, kind, axis))

    def index(self, base: Node, items: tuple[Node | Part, ...], shape: Shape) -> Node:
        return self._once(Index(base, items, shape, base.kind))

    def part(self, start: Dim, stop: Dim) -> Part:
        return self._part(Part(start, stop))

    def _part(self, part: Part) -> Part:
        return self.nodes.setdefault((Part, part.start, part.stop), part)  # type: ignore[arg-type, return-value]

    def stack(self, items: tuple[Node, ...], shape: Shape, kind: Kind) -> Node:
        return self._once(Stack(items, shape, kind))

    def comprehension(self, variable: Variable, body: Node) -> Node:
        return self._once(Comprehension(variable, body, (variable.count, *body.shape), body.kind))

    def reduction(
        self, function: Reducer, variable: Variable, body: Node, condition: Node | None
    ) -> Node:
        return self._once(Reduction(function, variable, body, condition, body.shape, body.kind))

    def choice(self, condition: Node, yes: Node, no: Node, shape: Shape, kind: Kind) -> Node:
        return self._once(Choice(condition, yes, no, shape, kind))
