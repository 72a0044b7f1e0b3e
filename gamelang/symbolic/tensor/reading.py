"""Typed expressions in index notation: an array is a tensor in its axes, for any size.

Raises NotExpandableError for what has no such form: indices that are computed, choices between
real values, products and maxima over an unknown size.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from gamelang.checking.bounds import size_of
from gamelang.core import typed
from gamelang.core.dims import ZERO, Dim, Shape
from gamelang.core.game import ConstantRecord, TypedGame
from gamelang.core.typed import Node, Part
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.calls import called
from gamelang.symbolic.tensor.functions import applied, power
from gamelang.symbolic.tensor.indices import Index, Slot, axis
from gamelang.symbolic.tensor.tensors import HELD, Factor, Form, Relation, Symbol, Tensor

COMPARISONS = ("less", "lesseq", "equal", "unequal")


class Reader:
    """Reads nodes of one game, each once."""

    def __init__(self, game: TypedGame, algebra: Algebra) -> None:
        self.game = game
        self.algebra = algebra
        self.keys = {record.node.path: record.key for record in game.parameters}
        self.known: dict[Node, Tensor] = {}

    def tensor(self, root: Node) -> Tensor:
        """The value in its axes 0, 1, ...; loop variables that are free stay as they are."""
        stack = [root]
        while stack:
            node = stack[-1]
            if node in self.known:
                stack.pop()
                continue
            missing = [below for below in self._needs(node) if below not in self.known]
            if missing:
                stack.extend(missing)
            else:
                self.known[stack.pop()] = self._read(node)
        return self.known[root]

    def _needs(self, node: Node) -> tuple[Node, ...]:
        """The nodes whose tensors are asked for; conditions and places are read by themselves."""
        match node:
            case typed.Constant(name):
                definition = self.game.constant(name).definition
                return () if definition is None else (definition,)
            case typed.Index(base):
                return (base,)
            case typed.Reduction(_, _, body):
                return (body,)
            case typed.Choice(_, yes, no):
                return (yes, no)
            case typed.Product() | typed.Apply("power", (_, typed.Number())):
                return tuple(powers(node))
            case typed.Apply("one_hot"):
                return ()
            case _:
                return typed.children(node)

    def _read(self, node: Node) -> Tensor:
        algebra = self.algebra
        if isinstance(node, typed.Learning):
            raise NotExpandableError(typed.no_form(node))
        match node:
            case typed.Number(value):
                return algebra.number(value)
            case typed.Size(dim):
                return algebra.size(dim)
            case typed.Variable():
                return algebra.factor(Factor(Relation("value"), (self.slot(node),)))
            case typed.Parameter():
                name = self.keys[node.path] + HELD * node.held
                symbol = Symbol(name, "parameter", len(node.shape))
                return algebra.symbol(symbol, self.axes(node.shape))
            case typed.Constant(name):
                return self._constant(self.game.constant(name))
            case typed.Sum(terms):
                return algebra.sum((self.known[t], 1) for t in terms)
            case typed.Product():
                return self._multiplied(node)
            case typed.Apply("power", (_, typed.Number())):
                return self._multiplied(node)
            case typed.Apply(function):
                if function == "one_hot":
                    return algebra.equal(self.slot(node.arguments[0]), *self.axes(node.shape))
                found = [self.known[a] for a in node.arguments]
                return called(algebra, node, found, [self.axes(a.shape) for a in node.arguments])
            case typed.Index(base, items):
                return algebra.moved(
                    self.known[base],
                    dict(zip(self.axes(base.shape), self._items(items, base.shape), strict=True)),
                )
            case typed.Stack(items, shape):
                return self._stacked(items, shape)
            case typed.Comprehension(variable, body):
                return self._listed(variable, body)
            case typed.Reduction(function, variable, body, condition):
                return self._reduced(function, variable, body, condition)
            case typed.Choice(condition, yes, no):
                plain = isinstance(yes, typed.Number) and isinstance(no, typed.Number)
                holds = self.truth(condition, plain)
                first = algebra.product([holds, self.known[yes]])
                second = algebra.product([self._negated(holds), self.known[no]])
                return algebra.sum([(first, 1), (second, 1)])
            case _:
                assert_never(node)

    def axes(self, shape: Shape) -> tuple[Index, ...]:
        return tuple(axis(k, self.algebra.sizes.known(size)) for k, size in enumerate(shape))

    def _constant(self, record: ConstantRecord) -> Tensor:
        node, algebra = record.node, self.algebra
        if record.definition is not None:
            return self.known[record.definition]
        if node.kind == "int" and (node.shape or record.value is None):
            raise NotExpandableError(f"the integers of `{node.name}` stand in no index notation")
        if record.value is not None and not node.shape:
            return algebra.number(Fraction(record.value[0]))
        axes = self.axes(node.shape)
        if "diagonal" in record.properties:
            entries = algebra.symbol(Symbol(node.name, "constant", 2), (axes[0], axes[0]))
            return algebra.product([algebra.equal(*axes), entries])
        same = "symmetric" in record.properties or "psd" in record.properties
        turned = "antisymmetric" in record.properties
        form: Form = "symmetric" if same else "antisymmetric" if turned else ""
        return algebra.symbol(Symbol(node.name, "constant", len(axes), form), axes)

    def slot(self, node: Node) -> Slot:
        """A place in an array: a loop variable, a number or a size."""
        match node:
            case typed.Variable(_, key, start, stop):
                known = self.algebra.sizes.known
                return Index("variable", key, known(start), known(stop))
            case typed.Constant(name):
                record = self.game.constant(name)
                if record.value is not None and not node.shape:
                    return Dim.of(int(record.value[0]))
        size = size_of(node)
        if size is not None:
            return self.algebra.sizes.known(size)
        raise NotExpandableError("a place in an array that is computed")

    def _multiplied(self, node: Node) -> Tensor:
        """Powers of one expression together, before sums are multiplied out."""
        total = [power(self.algebra, self.known[base], e) for base, e in powers(node).items()]
        return self.algebra.product(total)

    def _items(self, items: tuple[Node | Part, ...], shape: Shape) -> Iterator[Slot]:
        """The slot of each axis of the base; a part that starts at 0 is an axis of the result."""
        kept = 0
        for item in items:
            if isinstance(item, Part):
                if item.start != ZERO:
                    raise NotExpandableError("a part of an array that does not start at 0")
                yield axis(kept, self.algebra.sizes.known(item.stop))
                kept += 1
            else:
                yield self.slot(item)

    def _shifted(self, tensor: Tensor, shape: Shape, whole: Shape) -> Tensor:
        """The tensor of an item in the axes of the array that holds it."""
        below = self.axes(whole)[1:]
        return self.algebra.moved(tensor, dict(zip(self.axes(shape), below, strict=True)))

    def _stacked(self, items: tuple[Node, ...], shape: Shape) -> Tensor:
        algebra, first = self.algebra, self.axes(shape)[0]
        parts = [
            algebra.product(
                [
                    algebra.equal(first, Dim.of(k)),
                    self._shifted(self.known[item], item.shape, shape),
                ]
            )
            for k, item in enumerate(items)
        ]
        return algebra.sum((part, 1) for part in parts)

    def _listed(self, variable: typed.Variable, body: Node) -> Tensor:
        index = self.slot(variable)
        assert isinstance(index, Index)
        if index.start != ZERO:
            raise NotExpandableError("a list over a range that does not start at 0")
        shape = (index.stop, *body.shape)
        shifted = self._shifted(self.known[body], body.shape, shape)
        return self.algebra.moved(shifted, {index: axis(0, index.stop)})

    def _reduced(
        self, function: str, variable: typed.Variable, body: Node, condition: Node | None
    ) -> Tensor:
        algebra, index, inside = self.algebra, self.slot(variable), self.known[body]
        assert isinstance(index, Index)
        if function == "logsumexp" and condition is None:
            return applied(algebra, "logsumexp", inside, (index,))
        if function != "sum":
            raise NotExpandableError(f"`{function}` over an index")
        if condition is not None:
            inside = algebra.product([self.truth(condition), inside])
        return algebra.summed(inside, index)

    def truth(self, condition: Node, plain: bool = False) -> Tensor:
        """1 where a condition on indices holds, else 0. `plain`: it chooses between numbers, so
        that real values may be compared as well."""
        algebra = self.algebra
        match condition:
            case typed.Apply("not", (part,)):
                return self._negated(self.truth(part))
            case typed.Apply("and", parts):
                return algebra.product([self.truth(p) for p in parts])
            case typed.Apply("or", parts):
                none = algebra.product([self._negated(self.truth(p)) for p in parts])
                return self._negated(none)
            case typed.Apply(name, (a, b)) if name in COMPARISONS:
                if a.kind == b.kind == "int":
                    return self._compared(name, self.slot(a), self.slot(b))
                if plain and name == "less":
                    gap = algebra.sum([(self.tensor(b), 1), (self.tensor(a), -1)])
                    return applied(algebra, "step", gap)
        raise NotExpandableError("a choice that depends on more than indices")

    def _compared(self, name: str, a: Slot, b: Slot) -> Tensor:
        match name:
            case "equal":
                return self.algebra.equal(a, b)
            case "unequal":
                return self._negated(self.algebra.equal(a, b))
            case "less":
                return self.algebra.less(a, b)
            case _:
                return self._negated(self.algebra.less(b, a))

    def _negated(self, truth: Tensor) -> Tensor:
        return self.algebra.sum([(self.algebra.number(1), 1), (truth, -1)])


def powers(root: Node) -> dict[Node, Fraction]:
    """A product as expressions with exponents; whole powers of products are taken apart."""
    exponents = {root: Fraction(1)}
    for node in _products(root):
        e = exponents[node]
        match node:
            case typed.Product(factors) if e.denominator == 1:
                parts = [(factor, e) for factor in factors]
            case typed.Apply("power", (base, typed.Number(inner))) if e == 1 or (
                e.denominator == 1 and inner.denominator == 1
            ):
                parts = [(base, inner * e)]
            case _:
                continue
        del exponents[node]
        for part, more in parts:
            exponents[part] = exponents.get(part, Fraction(0)) + more
    return {base: e for base, e in exponents.items() if e}


def _products(root: Node) -> list[Node]:
    """Products and powers that the root is made of, each before those inside it."""
    order: dict[Node, None] = {}
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order[node] = None
        elif node not in order and isinstance(node, typed.Product | typed.Apply):
            if isinstance(node, typed.Product):
                stack.append((node, True))
                stack.extend((factor, False) for factor in node.factors)
            elif node.function == "power":
                stack += [(node, True), (node.arguments[0], False)]
    return list(reversed(order))
