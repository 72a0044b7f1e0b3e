"""Making typed nodes, each once: the only place where they are made, and rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from gamelang.core.dims import Dim, Shape
from gamelang.core.typed import (
    SHARED,
    Apply,
    Batch,
    Carried,
    Choice,
    Comprehension,
    Constant,
    Expectation,
    Extern,
    Gradient,
    Index,
    Kind,
    Node,
    Number,
    Parameter,
    Part,
    Pick,
    Product,
    Random,
    Reducer,
    Reduction,
    Scan,
    Size,
    Stack,
    Sum,
    Symbol,
    Trace,
    Variable,
    children,
)

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
        elif isinstance(node, Scan):
            free = free - {node.variable}
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

    def shared(self, name: str, start: Dim, stop: Dim) -> Variable:
        """A fresh variable that several binders may bind as it is."""
        self.fresh -= 1
        return Variable(name, SHARED + self.fresh, start, stop)

    def parameter(self, player: str, name: str, shape: Shape, held: bool = False) -> Node:
        return self._once(Parameter(player, name, shape, held))

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
        if variable.shared:
            return variable, body
        key = self.heights.get(body, 0) + 1
        name = "ijklmnopqrstuvwxyz"[(key - 1) % 18]
        bound = Variable(name, key, variable.start, variable.stop)
        bound = self._once(bound)  # type: ignore[assignment]
        return bound, self.substitute(body, {variable: bound})

    def random(self, name: str, shape: Shape, below: Dim | None = None) -> Random:
        """Reals, or indices 0 .. below-1."""
        made = self._once(Random(name, shape, "real" if below is None else "int", below))
        assert isinstance(made, Random)
        return made

    def batch(self, name: str, shape: Shape, kind: Kind) -> Node:
        return self._once(Batch(name, shape, kind))

    def pick(self, probabilities: Node, noise: Node, baseline: Node | None = None) -> Node:
        return self._once(Pick(probabilities, noise, baseline))

    def expectation(self, body: Node) -> Node:
        return self._once(Expectation(body, body.shape, body.kind))

    def carried(self, slot: int, shape: Shape, kind: Kind) -> Carried:
        """A fresh bound symbol for a Scan."""
        self.fresh -= 1
        made = self._once(Carried(self.fresh, slot, shape, kind))
        assert isinstance(made, Carried)
        return made

    def scan(
        self,
        variable: Variable,
        backward: bool,
        carried: Sequence[Carried],
        starts: Sequence[Node],
        bodies: Sequence[Node],
    ) -> Scan:
        """`variable` and `carried` are fresh, and free in the bodies alone."""
        made = self._once(Scan(variable, backward, tuple(carried), tuple(starts), tuple(bodies)))
        assert isinstance(made, Scan)
        return made

    def trace(self, scan: Scan, slot: int) -> Node:
        body = scan.bodies[slot]
        return self._once(Trace(scan, slot, (scan.variable.count, *body.shape), body.kind))

    def symbol(self, shape: Shape) -> Symbol:
        """A fresh bound array."""
        self.fresh -= 1
        made = self._once(Symbol(self.fresh, shape))
        assert isinstance(made, Symbol)
        return made

    def twin(self, symbol: Symbol) -> Node:
        """The same array, held if it was free, and free if it was held."""
        return self._once(Symbol(symbol.key, symbol.shape, not symbol.held))

    def gradient(self, symbol: Symbol, body: Node, at: Node) -> Node:
        return self._once(Gradient(symbol, body, at, at.shape))

    def extern(
        self,
        name: str,
        weights: Node,
        inputs: tuple[Node, ...],
        indices: tuple[int, ...],
        shape: Shape,
    ) -> Node:
        return self._once(Extern(name, weights, inputs, indices, shape))

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
                done[stack.pop()] = self.rebuilt(node, done)
        return done[root]

    def rewritten(
        self,
        root: Node,
        change: Callable[[Node], Node],
        still: Collection[Node] = (),
        whole: Callable[[Node], Node | None] = lambda node: None,
    ) -> Node:
        """The expression with `change` applied to every node, after the nodes below it; nothing
        below a node of `still` changes, and what `whole` gives for one (if not None) stands for
        all of it.

        Bound index variables are fresh while that happens, so nothing is captured. The leaf
        `noise` of a Pick stays what it is unless `change` knows it.
        """
        done: dict[Node, Node] = {}
        opened: dict[Node, tuple[Variable, tuple[Node, ...]]] = {}
        stack = [root]
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            given = node if node in still else whole(node)
            if given is not None:
                done[stack.pop()] = given
                continue
            below = self._opened(node, opened)
            if waiting := [c for c in below if c not in done]:
                stack.extend(waiting)
                continue
            stack.pop()
            if node in opened:
                variable, parts = opened[node]
                done[node] = change(self._closed(node, variable, [done[p] for p in parts]))
            else:
                done[node] = change(self.rebuilt(node, done))
        return done[root]

    def _opened(
        self, node: Node, opened: dict[Node, tuple[Variable, tuple[Node, ...]]]
    ) -> tuple[Node, ...]:
        """The nodes below, with a fresh variable in place of the one that a binder binds."""
        if not isinstance(node, Comprehension | Reduction) or node.variable.shared:
            return children(node)
        if node not in opened:
            old = node.variable
            new = self.variable(old.name, old.start, old.stop)
            parts = tuple(self.substitute(part, {old: new}) for part in children(node))
            opened[node] = new, parts
        return opened[node][1]

    def _closed(self, node: Node, variable: Variable, parts: list[Node]) -> Node:
        match node:
            case Comprehension():
                return self.comprehension(variable, parts[0])
            case Reduction(function, condition=None):
                return self.reduction(function, variable, parts[0], None)
            case Reduction(function):
                return self.reduction(function, variable, parts[0], parts[1])
            case _:
                raise AssertionError(f"no binder: {type(node).__name__}")

    def replaced(self, root: Node, values: Mapping[Node, Node]) -> Node:
        """The expression with leaves (parameters, Random, Carried, Symbol ...) replaced."""
        return self.rewritten(root, lambda node: values.get(node, node))

    def rebuilt(self, node: Node, done: Mapping[Node, Node]) -> Node:
        """The node with its children replaced by what was done with them."""
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
            case Pick(probabilities, noise, baseline):
                lowered = None if baseline is None else done[baseline]
                return self.pick(done[probabilities], done[noise], lowered)
            case Expectation(body):
                return self.expectation(done[body])
            case Scan(variable, backward, carried, starts, bodies):
                first = [done[x] for x in starts]
                return self.scan(variable, backward, carried, first, [done[x] for x in bodies])
            case Trace(scan, slot):
                rebuilt = done[scan]
                assert isinstance(rebuilt, Scan)
                return self.trace(rebuilt, slot)
            case Gradient(symbol, body, at):
                return self.gradient(symbol, done[body], done[at])
            case Extern(name, weights, inputs, indices, shape):
                moved = tuple(done[x] for x in inputs)
                return self.extern(name, done[weights], moved, indices, shape)
            case Number() | Size() | Variable() | Parameter() | Constant():
                return node
            case Random() | Batch() | Carried() | Symbol():
                return node
            case _:
                assert_never(node)
