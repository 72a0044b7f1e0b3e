"""A typed expression at a sparse point: like `builtins.interpret`, on sparse arrays.

What has no rule for sparse arrays is done by the builtin's own scalar form where it is small, and
refused where it is not. Walks with an explicit stack; only binders nest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, assert_never

from gamelang.builtins.interpret import COMPARE, INTEGER
from gamelang.builtins.record import Arithmetic, Builtin, Grid, roles
from gamelang.catalog import entries
from gamelang.certify.sparse import lines, products
from gamelang.certify.sparse.arrays import Array, Given, Work, dense, of_grid, scalar
from gamelang.certify.undecided import UndecidedError
from gamelang.core import typed
from gamelang.core.dims import Dim
from gamelang.core.game import ConstantRecord, TypedGame
from gamelang.core.typed import Node, Variable

MOST_WORK = 150_000  # entries computed in one pass, some 10 microseconds each
MOST_SMALL = 2_000  # entries of what has no rule of its own
MOST_OF_SQUARE = 36  # entries of a determinant or inverse
ELIMINATING = ("det", "inv", "solve")
Bound = Mapping[Variable, int]


def followed(node: typed.Learning) -> bool:
    """Whether it has a value at sparse points."""
    return isinstance(node, typed.Expectation) or (
        isinstance(node, typed.Random) and node.kind == "real"
    )


class Evaluation:
    """Evaluates the losses of one game; `leaf` gives the arrays of parameters. With draws, `ops`
    are over them (certify/draws.py)."""

    def __init__(
        self, game: TypedGame, ops: Arithmetic[Any], leaf: Callable[[typed.Parameter], Array]
    ) -> None:
        self.game, self.leaf = game, leaf
        self.ops: Any = ops
        self.work = Work(MOST_WORK)
        self.known: dict[tuple[Node, tuple[int, ...]], Array] = {}
        self.free: dict[Node, tuple[Variable, ...]] = {}
        self.randoms = {record.node.name: record for record in game.randoms}

    def value(self, root: Node, bound: Bound) -> Array:
        """The array of a node whose index variables are all bound."""
        stack = [root]
        while stack:
            node = stack[-1]
            if self._key(node, bound) in self.known:
                stack.pop()
                continue
            waiting = [c for c in self._needs(node, bound) if self._key(c, bound) not in self.known]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            stack.pop()
            self.known[self._key(node, bound)] = self._compute(node, bound)
        return self.known[self._key(root, bound)]

    def _key(self, node: Node, bound: Bound) -> tuple[Node, tuple[int, ...]]:
        if node not in self.free:
            found = self.game.builder.variables(node)
            self.free[node] = tuple(sorted(found, key=lambda v: (v.name, v.key)))
        return node, tuple(bound[v] for v in self.free[node])

    def _get(self, node: Node, bound: Bound) -> Array:
        return self.known[self._key(node, bound)]

    def _needs(self, node: Node, bound: Bound) -> Sequence[Node]:
        match node:
            case typed.Choice(condition, yes, no):
                decided = self.known.get(self._key(condition, bound))
                if decided is None:
                    return [condition]
                return [yes if self._truth(decided) else no]
            case typed.Comprehension() | typed.Reduction():
                return []
            case typed.Expectation(body):
                return [body]
            case _ if isinstance(node, typed.Learning):
                return []
            case typed.Constant(name):
                definition = self.game.constant(name).definition
                record = self.game.constant(name)
                return [] if definition is None or record.value is not None else [definition]
            case _:
                return typed.children(node)

    def _truth(self, condition: Array) -> bool:
        if condition.sizes or not isinstance(condition.scalar, bool):
            raise UndecidedError("a condition is undecided at this point")
        return condition.scalar

    def _size(self, dim: Dim) -> int:
        value = dim.value(self.game.sizes)
        if value is None:
            raise UndecidedError(f"the size {dim} is not known")
        return value

    def _sizes(self, node: Node) -> tuple[int, ...]:
        return tuple(self._size(dim) for dim in node.shape)

    def _compute(self, node: Node, bound: Bound) -> Array:
        self.work.spend(1)
        if isinstance(node, typed.Learning):
            return self._learning(node, bound)
        match node:
            case typed.Number(value, kind):
                return scalar(int(value) if kind == "int" else self.ops.number(value))
            case typed.Size(dim):
                return scalar(self._size(dim))
            case Variable():
                return scalar(bound[node])
            case typed.Parameter():
                return self.leaf(node)
            case typed.Constant():
                return self._constant(self.game.constant(node.name), node, bound)
            case typed.Sum(terms):
                return self._folded(node, terms, bound, sum, self.ops.add, product=False)
            case typed.Product(factors):
                return self._folded(node, factors, bound, prod, self.ops.multiply, product=True)
            case typed.Apply():
                return self._apply(node, bound)
            case typed.Index(base, items):
                return self._index(node, self._get(base, bound), items, bound)
            case typed.Stack(items):
                return self._stack(node, [self._real(i, node.kind, bound) for i in items])
            case typed.Comprehension(variable, body):
                return self._stack(node, self._run(variable, body, None, node.kind, bound))
            case typed.Reduction():
                return self._reduction(node, bound)
            case typed.Choice(condition, yes, no):
                taken = yes if self._truth(self._get(condition, bound)) else no
                found = self._real(taken, node.kind, bound)
                return found if found.sizes == self._sizes(node) else self._wide(node, found)
            case _:
                assert_never(node)

    def _learning(self, node: typed.Learning, bound: Bound) -> Array:
        """Draws of reals, and means over them."""
        if not followed(node):
            raise UndecidedError(typed.no_form(node))
        match node:
            case typed.Expectation(body):
                return self._expected(self._real(body, "real", bound))
            case typed.Random(name):
                distribution = self.randoms[name].distribution
                return Array(self._sizes(node), self.ops.drawn(distribution))
        raise AssertionError(type(node).__name__)

    def _expected(self, array: Array) -> Array:
        """The mean over all draws."""
        of = self.ops.expected
        return Array(array.sizes, of(array.rest), {k: of(x) for k, x in array.entries.items()})

    def _wide(self, node: Node, value: Array) -> Array:
        return Array(self._sizes(node), value.scalar)

    def _constant(self, record: ConstantRecord, node: Node, bound: Bound) -> Array:
        if record.value is None:
            if record.definition is None:
                raise UndecidedError(f"the constant `{record.name}` has no value")
            return self._get(record.definition, bound)
        sizes = self._sizes(node)
        if node.kind == "int":
            numbers = {k: int(v) for k, v in enumerate(record.value)}
            return Array(sizes, 0, numbers) if sizes else scalar(numbers[0])
        if not sizes:
            return scalar(self.ops.number(record.value[0]))
        return Array(sizes, self.ops.number(Fraction(0)), Given(record.value, self.ops.number))

    def _real(self, node: Node, kind: typed.Kind, bound: Bound) -> Array:
        """The array, integers turned into numbers where reals are wanted."""
        found = self._get(node, bound)
        if kind == "int" or node.kind != "int":
            return found
        self.work.spend(len(found.entries))
        number = self.ops.number
        changed = {k: number(Fraction(x)) for k, x in found.entries.items()}
        return Array(found.sizes, number(Fraction(found.rest)), changed)

    def _folded(
        self,
        node: Node,
        parts: Sequence[Node],
        bound: Bound,
        whole: Callable[[Sequence[int]], int],
        real: Callable[[Sequence[Any]], Any],
        *,
        product: bool,
    ) -> Array:
        """A sum or product, entry by entry."""
        arrays = [self._real(part, node.kind, bound) for part in parts]
        fold: Callable[[Sequence[Any]], Any] = whole if node.kind == "int" else real

        def form(*columns: Sequence[Any]) -> list[Any]:
            return [fold(row) for row in zip(*columns, strict=True)]

        found = products.entrywise(arrays, form, self.work, product=product and node.kind == "real")
        return found if found.sizes == self._sizes(node) else self._wide(node, found)

    def _apply(self, node: typed.Apply, bound: Bound) -> Array:
        name, parts = node.function, node.arguments
        if name in COMPARE or name in ("and", "or", "not"):
            return scalar(self._condition(name, parts, bound))
        if node.kind == "int" and name in INTEGER:
            numbers = [self._get(part, bound) for part in parts]
            if any(n.sizes or not isinstance(n.scalar, int) for n in numbers):
                raise UndecidedError("an integer depends on values")
            return scalar(INTEGER[name](*(n.scalar for n in numbers)))
        if name == "power":
            return self._entrywise(
                [self._real(part, "real", bound) for part in parts],
                lambda *xs: [self.ops.power(a, b) for a, b in zip(*xs, strict=True)],
            )
        rule = entries("gamelang.builtins", Builtin)[name]
        arrays = [
            self._get(part, bound) if role == "index" else self._real(part, "real", bound)
            for part, role in zip(parts, roles(rule, len(parts)), strict=True)
        ]
        if rule.family == "elementwise":
            return self._entrywise(arrays, _columns(self.ops, rule))
        return self._rearranged(node, rule, arrays)

    def _entrywise(self, arrays: Sequence[Array], form: products.Form) -> Array:
        return products.entrywise(arrays, form, self.work, product=False)

    def _rearranged(self, node: typed.Apply, rule: Builtin, arrays: list[Array]) -> Array:
        ops, work, name = self.ops, self.work, node.function
        sizes = self._sizes(node)
        match name, arrays:
            case (("dot" | "matmul"), [a, b]):
                return products.matmul(ops, a, b, work)
            case "outer", [a, b]:
                return products.outer(ops, a, b, work)
            case "transpose", [a]:
                return products.transpose(a, work)
            case "trace", [a]:
                return lines.reduce(ops, "sum", products.diagonal(a, work), None, work)
            case "diag", [a] if len(a.sizes) == 2:
                return products.diagonal(a, work)
            case "diag", [a]:
                return products.on_diagonal(ops, a, work)
            case (("zeros" | "ones"), []):
                return Array(sizes, ops.number(Fraction(int(name == "ones"))))
            case "eye", []:
                return products.eye(ops, sizes[0], work)
            case "reshape", [a]:
                return Array(sizes, a.rest, a.entries)
            case "repeat", [a]:
                return products.repeated(a, sizes[0], work)
            case "concat", _:
                return products.joined(arrays, sizes, work)
            case (("softmax" | "log_softmax"), [a]):
                axis = len(sizes) - 1 if node.axis is None else node.axis
                return lines.softmax(ops, a, axis, work, logarithm=name == "log_softmax")
            case _, [a] if name in lines.FOLDS:
                return lines.reduce(ops, name, a, node.axis, work)
        return self._small(node, rule, arrays)

    def _small(self, node: typed.Apply, rule: Builtin, arrays: list[Array]) -> Array:
        """By the builtin's scalar form, entry by entry."""
        sizes = self._sizes(node)
        most = MOST_OF_SQUARE if node.function in ELIMINATING else MOST_SMALL
        if sum(a.length for a in arrays) + prod(sizes) > 2 * most:
            raise UndecidedError(f"`{node.function}` is not followed entry by entry at this size")
        grids = tuple(dense(a, self.work) for a in arrays)
        found = rule.scalars(self.ops, grids, node.axis, sizes)
        return of_grid(found, self.ops.number(Fraction(0)))

    def _condition(self, name: str, parts: Sequence[Node], bound: Bound) -> bool:
        if name in COMPARE:
            whole = all(part.kind == "int" for part in parts)
            a, b = (self._real(part, "int" if whole else "real", bound) for part in parts)
            if a.sizes or b.sizes:
                raise UndecidedError("a condition on arrays is not followed at this point")
            found = (
                COMPARE[name](a.scalar, b.scalar)
                if whole
                else self.ops.compare(name, a.scalar, b.scalar)
            )
            return self._truth(scalar(found))
        truths = [self._truth(self._get(part, bound)) for part in parts]
        return not truths[0] if name == "not" else (all if name == "and" else any)(truths)

    def _index(
        self, node: Node, base: Array, items: Sequence[Node | typed.Part], bound: Bound
    ) -> Array:
        ranges = []
        for item, size in zip(items, base.sizes, strict=True):
            if isinstance(item, typed.Part):
                ranges.append(range(self._size(item.start), self._size(item.stop)))
                continue
            k = self._get(item, bound).scalar
            if type(k) is not int or not 0 <= k < size:
                raise UndecidedError("an index is not known at this point")
            ranges.append(range(k, k + 1))
        return products.part(base, ranges, self._sizes(node), self.work)

    def _stack(self, node: Node, rows: Sequence[Array]) -> Array:
        if not rows:
            raise UndecidedError("an array without entries is not followed at this point")
        return products.joined(rows, self._sizes(node), self.work)

    def _run(
        self, variable: Variable, body: Node, condition: Node | None, kind: typed.Kind, bound: Bound
    ) -> list[Array]:
        """The body at each value of the variable at which the condition holds."""
        rows = []
        for k in range(self._size(variable.start), self._size(variable.stop)):
            inside = {**bound, variable: k}
            if condition is None or self._truth(self.value(condition, inside)):
                self.value(body, inside)
                rows.append(self._real(body, kind, inside))
        return rows

    def _reduction(self, node: typed.Reduction, bound: Bound) -> Array:
        rows = self._run(node.variable, node.body, node.condition, node.kind, bound)
        if node.kind == "int":
            folds: Mapping[str, Any] = {"sum": sum, "prod": prod, "max": max, "min": min}
            return scalar(folds[node.function](row.scalar for row in rows))
        if not rows and node.function in ("sum", "prod"):
            empty = self.ops.number(Fraction(int(node.function == "prod")))
            return Array(self._sizes(node), empty)
        if not rows:
            raise UndecidedError(f"the {node.function} of nothing has no value")
        sizes = (len(rows), *self._sizes(node))
        stacked = products.joined(rows, sizes, self.work)
        return lines.reduce(self.ops, node.function, stacked, 0, self.work)


def _columns(ops: Any, rule: Builtin) -> products.Form:
    """An elementwise builtin on columns of numbers."""

    def form(*columns: Sequence[Any]) -> Sequence[Any]:
        length = len(columns[0])
        grids = tuple(Grid((length,), column) for column in columns)
        return rule.scalars(ops, grids, None, (length,)).entries

    return form
