"""Typed expressions: a hash-consed DAG in which every node has a shape.

Built by `checking` through a `Builder`: equal expressions are one object, and walks are memoised
by node. Operators are elementwise; scalars combine with any shape; nothing else broadcasts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as Word
from typing import assert_never

from gamelang.core.dag import children_first
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
    """Elementwise sum of at least two terms."""

    terms: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Elementwise product of at least two factors."""

    factors: tuple[Node, ...]
    shape: Shape
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A builtin (`builtins/`) or operator on arguments.

    Operators have the names power, floordiv, mod, less, lesseq, equal, unequal, and, or, not;
    `axis` is the axis of a reduction or softmax. Constants pi and inf have no arguments.
    """

    function: str
    arguments: tuple[Node, ...]
    shape: Shape
    kind: Kind
    axis: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """`start:stop` of an axis."""

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
    return children_first(roots, children)


FLATTEN = 8  # longer sums and products stay nested: shared ones would grow exponentially


@dataclass(slots=True)
class Builder:
    """Makes typed nodes, each once. The only mutable thing here; one per game.

    A bound variable is renamed when its binder closes: its key is then the binder's height (fresh
    ones have negative keys). So expressions equal up to the names of bound variables are one
    node, and since an inner binder is always lower, nothing is ever captured.
    """

    nodes: dict[tuple[object, ...], Node | Part] = field(default_factory=dict)
    fresh: int = 0
    heights: dict[Node, int] = field(default_factory=dict)
    free: dict[Node, frozenset[Variable]] = field(default_factory=dict)

    def _once(self, node: Node) -> Node:
        key = (type(node), *(getattr(node, slot) for slot in node.__slots__))
        found = self.nodes.get(key)
        if found is None:
            self.nodes[key] = found = node
            self._measure(node)
        assert not isinstance(found, Part)
        return found

    def _measure(self, node: Node) -> None:
        below = children(node)
        height = max((self.heights.get(c, 0) for c in below), default=0)
        free = frozenset[Variable]().union(*(self.variables(c) for c in below))
        if isinstance(node, Variable):
            free = frozenset((node,))
        elif isinstance(node, Comprehension | Reduction):
            height, free = height + 1, free - {node.variable}
        self.heights[node], self.free[node] = height, free

    def variables(self, node: Node) -> frozenset[Variable]:
        """The index variables that are free in a node."""
        if isinstance(node, Variable):
            return frozenset((node,))
        return self.free[node]

    def number(self, value: Fraction | int, kind: Kind = "real") -> Node:
        return self._once(Number(Fraction(value), kind))

    def size(self, dim: Dim) -> Node:
        value = dim.number
        return self._once(Size(dim)) if value is None else self.number(value, "int")

    def variable(self, name: str, start: Dim, stop: Dim) -> Variable:
        """A fresh bound variable."""
        self.fresh -= 1
        return Variable(name, self.fresh, start, stop)

    def parameter(self, player: str, name: str, shape: Shape) -> Node:
        return self._once(Parameter(player, name, shape))

    def constant(self, name: str, shape: Shape, kind: Kind) -> Node:
        return self._once(Constant(name, shape, kind))

    def sum(self, terms: tuple[Node, ...], shape: Shape, kind: Kind) -> Node:
        flat: list[Node] = []
        for t in terms:
            short = isinstance(t, Sum) and t.shape == shape and len(t.terms) <= FLATTEN
            flat.extend(t.terms if short and isinstance(t, Sum) else (t,))
        return flat[0] if len(flat) == 1 else self._once(Sum(tuple(flat), shape, kind))

    def product(self, factors: tuple[Node, ...], shape: Shape, kind: Kind) -> Node:
        flat: list[Node] = []
        for f in factors:
            short = isinstance(f, Product) and f.shape == shape and len(f.factors) <= FLATTEN
            flat.extend(f.factors if short and isinstance(f, Product) else (f,))
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
        found = self.nodes.setdefault((Part, start, stop), Part(start, stop))
        assert isinstance(found, Part)
        return found

    def stack(self, items: tuple[Node, ...], shape: Shape, kind: Kind) -> Node:
        return self._once(Stack(items, shape, kind))

    def comprehension(self, variable: Variable, body: Node) -> Node:
        """Closes `body` over `variable`; read the renamed variable off the result."""
        bound, body = self._close(variable, body)
        return self._once(Comprehension(bound, body, (bound.count, *body.shape), body.kind))

    def reduction(
        self, function: Reducer, variable: Variable, body: Node, condition: Node | None
    ) -> Node:
        """Closes body and condition over `variable`; read the renamed one off the result."""
        if condition is None:
            bound, body = self._close(variable, body)
        else:
            pair = self._once(Stack((body, condition), (), "real"))
            bound, pair = self._close(variable, pair)
            assert isinstance(pair, Stack)
            body, condition = pair.items
        return self._once(Reduction(function, bound, body, condition, body.shape, body.kind))

    def _close(self, variable: Variable, body: Node) -> tuple[Variable, Node]:
        key = self.heights.get(body, 0) + 1
        name = "ijklmnopqrstuvwxyz"[(key - 1) % 18]
        bound = Variable(name, key, variable.start, variable.stop)
        bound = self._once(bound)  # type: ignore[assignment]
        return bound, self.substitute(body, {variable: bound})

    def choice(self, condition: Node, yes: Node, no: Node, shape: Shape, kind: Kind) -> Node:
        return self._once(Choice(condition, yes, no, shape, kind))

    def substitute(self, root: Node, values: Mapping[Variable, Node]) -> Node:
        """The expression with free index variables replaced by integer expressions."""
        values = {v: e for v, e in values.items() if v is not e}
        wanted = frozenset(values)
        done: dict[Node, Node] = {}
        stack = [root]
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
            elif isinstance(node, Variable):
                done[stack.pop()] = values.get(node, node)
            elif not wanted & self.variables(node):
                done[stack.pop()] = node
            elif waiting := [c for c in children(node) if c not in done]:
                stack.extend(waiting)
            else:
                done[stack.pop()] = self._rebuilt(node, done)
        return done[root]

    def _rebuilt(self, node: Node, done: Mapping[Node, Node]) -> Node:
        match node:
            case Sum(terms, shape, kind):
                return self.sum(tuple(done[t] for t in terms), shape, kind)
            case Product(factors, shape, kind):
                return self.product(tuple(done[f] for f in factors), shape, kind)
            case Apply(function, arguments, shape, kind, axis):
                return self.apply(function, tuple(done[a] for a in arguments), shape, kind, axis)
            case Index(base, items, shape):
                new = tuple(i if isinstance(i, Part) else done[i] for i in items)
                return self.index(done[base], new, shape)
            case Stack(items, shape, kind):
                return self.stack(tuple(done[i] for i in items), shape, kind)
            case Comprehension(variable, body):
                return self.comprehension(variable, done[body])
            case Reduction(function, variable, body, condition):
                when = None if condition is None else done[condition]
                return self.reduction(function, variable, done[body], when)
            case Choice(condition, yes, no, shape, kind):
                return self.choice(done[condition], done[yes], done[no], shape, kind)
            case Number() | Size() | Variable() | Parameter() | Constant():
                return node
            case _:
                assert_never(node)
