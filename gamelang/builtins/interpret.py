"""The meaning of a typed expression, once for every kind of number.

In: a node, an Arithmetic, the sizes and the arrays its leaves stand for. Out: a Grid of scalars.
Every dim must be known. Walks with an explicit stack; each node is computed once for each value
of the index variables it depends on.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any, Generic, TypeVar, assert_never

from gamelang.builtins.grids import integers, zipped
from gamelang.builtins.record import Arithmetic, Builtin, Grid, roles
from gamelang.catalog import entries
from gamelang.core import typed
from gamelang.core.dims import Dim
from gamelang.core.externs import not_known
from gamelang.core.typed import Node, Variable

T = TypeVar("T")

INTEGER: dict[str, Callable[..., Any]] = {
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "power": operator.pow,
    "maximum": max,
    "minimum": min,
    "abs": abs,
}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "less": operator.lt,
    "lesseq": operator.le,
    "equal": operator.eq,
    "unequal": operator.ne,
}


class NoValueError(Exception):
    """A size or an index that this expression needs is not known, or a value has no exact form."""


@dataclass(slots=True)
class Interpreter(Generic[T]):
    """Evaluates nodes of one game.

    `leaf` gives the entries of a Parameter or Constant (of indices: as integers or Fractions),
    or a Node to use in its place.
    """

    ops: Arithmetic[T]
    sizes: Mapping[str, int]
    leaf: Callable[[typed.Parameter | typed.Constant], Grid[Any] | Node]
    bound: dict[Variable, int] = field(default_factory=dict)
    levels: dict[Variable, int] = field(default_factory=dict)
    known: list[dict[Node, Grid[Any]]] = field(default_factory=lambda: [{}])
    free: dict[Node, frozenset[Variable]] = field(default_factory=dict)

    def member(self, node: Node, indices: Mapping[Variable, int]) -> Grid[T]:
        """The value with these family variables held at these indices."""
        for variable, index in indices.items():
            self._enter(variable)
            self.bound[variable] = index
        try:
            return self.value(node)
        finally:
            for variable in reversed(list(indices)):
                self._leave(variable)

    def value(self, root: Node) -> Grid[T]:
        """The entries of a node whose index variables are all bound here."""
        self._find_free(root)
        if not self.free[root] <= self.levels.keys():
            raise NoValueError("an index has no value")
        stack: list[Node] = [root]
        while stack:
            node = stack[-1]
            if self._seen(node) is not None:
                stack.pop()
                continue
            waiting = [child for child in self._needs(node) if self._seen(child) is None]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            stack.pop()
            self.known[self._level(node)][node] = self._compute(node)
        found = self._seen(root)
        assert found is not None
        return found

    # ---- scopes

    def _enter(self, variable: Variable) -> None:
        self.known.append({})
        self.levels[variable] = len(self.known) - 1

    def _leave(self, variable: Variable) -> None:
        self.known.pop()
        del self.levels[variable]
        self.bound.pop(variable, None)

    def _level(self, node: Node) -> int:
        return max((self.levels[v] for v in self.free[node]), default=0)

    def _seen(self, node: Node) -> Grid[Any] | None:
        return self.known[self._level(node)].get(node)

    def _find_free(self, root: Node) -> None:
        if root in self.free:
            return
        for node in typed.postorder(root):
            if node in self.free:
                continue
            below = frozenset[Variable]().union(*(self.free[c] for c in typed.children(node)))
            match node:
                case Variable():
                    below = frozenset((node,))
                case (
                    typed.Comprehension(variable)
                    | typed.Reduction(_, variable)
                    | typed.Scan(variable)
                ):
                    below -= {variable}
            self.free[node] = below

    def _needs(self, node: Node) -> list[Node]:
        """What must be known before `_compute`: of a choice only the side that is taken, of a
        binder what does not depend on its variable."""
        if isinstance(node, typed.Learning):
            return []
        match node:
            case typed.Choice(condition, yes, no):
                decided = self._seen(condition)
                if decided is None:
                    return [condition]
                if len(decided.entries) == 1 and isinstance(decided.scalar, bool):
                    return [yes if decided.scalar else no]
                return [yes, no]
            case typed.Apply("and" | "or" as name, parts):
                return list(self._decisive(name, parts))
            case typed.Comprehension(variable, body):
                return self._outside(body, variable)
            case typed.Reduction(_, variable, body, None):
                return self._outside(body, variable)
            case typed.Reduction():
                return []
            case typed.Parameter() | typed.Constant():
                stands_for = self.leaf(node) if node.kind == "real" else None
                if stands_for is not None and not isinstance(stands_for, Grid):
                    self._find_free(stands_for)
                    return [stands_for]
                return []
            case _:
                return list(typed.children(node))

    def _outside(self, body: Node, variable: Variable) -> list[Node]:
        """The largest parts of a body that do not depend on the variable."""
        found: list[Node] = []
        stack, done = [body], set[Node]()
        while stack:
            node = stack.pop()
            if node in done:
                continue
            done.add(node)
            if not self.free[node] <= self.levels.keys() | {variable}:
                continue  # below another binder, which will ask for it
            if variable not in self.free[node]:
                found.append(node)
            elif not isinstance(node, typed.Choice) and not (
                isinstance(node, typed.Reduction) and node.condition is not None
            ):
                stack.extend(typed.children(node))
        return found

    # ---- one node

    def _size(self, dim: Dim) -> int:
        value = dim.value(self.sizes)
        if value is None:
            raise NoValueError(not_known(dim))
        return value

    def _sizes(self, node: Node) -> tuple[int, ...]:
        return tuple(self._size(dim) for dim in node.shape)

    def _get(self, node: Node) -> Grid[Any]:
        found = self._seen(node)
        assert found is not None
        return found

    def _compute(self, node: Node) -> Grid[Any]:
        if isinstance(node, typed.Learning):
            raise NoValueError(typed.no_form(node))
        match node:
            case typed.Number(value, kind):
                return Grid((), (int(value) if kind == "int" else self.ops.number(value),))
            case typed.Size(dim):
                return Grid((), (self._size(dim),))
            case Variable():
                return Grid((), (self.bound[node],))
            case typed.Parameter() | typed.Constant():
                found = self.leaf(node)
                if node.kind == "int":
                    return self._places(node, found)
                return found if isinstance(found, Grid) else self._get(found)
            case typed.Sum(terms):
                return self._elementwise(
                    node, terms, lambda *xs: sum(xs), lambda *xs: self.ops.add(xs)
                )
            case typed.Product(factors):
                return self._elementwise(
                    node, factors, lambda *xs: prod(xs), lambda *xs: self.ops.multiply(xs)
                )
            case typed.Apply():
                return self._apply(node)
            case typed.Index(base, items):
                return self._index(self._get(base), items)
            case typed.Stack(items):
                grids = [self._real(item, node.kind) for item in items]
                flat = [entry for grid in grids for entry in grid.entries]
                return Grid((len(grids), *grids[0].sizes), flat)
            case typed.Comprehension(variable, body):
                rows = self._run(variable, body, None)
                sizes = self._sizes(node)
                return Grid(sizes, [entry for row in rows for entry in row.entries])
            case typed.Reduction():
                return self._reduce(node)
            case typed.Choice():
                return self._choose(node)
            case _:
                assert_never(node)

    def _places(self, node: Node, found: Grid[Any] | Node) -> Grid[Any]:
        """An array of indices; indices must be known."""
        if not isinstance(found, Grid) or not all(
            isinstance(e, int | Fraction) for e in found.entries
        ):
            raise NoValueError(f"the indices `{getattr(node, 'name', '')}` are not known")
        return Grid(found.sizes, [int(entry) for entry in found.entries])

    def _real(self, node: Node, kind: typed.Kind) -> Grid[Any]:
        """The entries, integers turned into scalars where a real is wanted."""
        grid = self._get(node)
        return self._scalars(grid) if kind == "real" and node.kind == "int" else grid

    def _scalars(self, grid: Grid[Any]) -> Grid[Any]:
        """Integers as scalars. An integer that depends on values (argmax, `where`) is one already,
        where this arithmetic leaves comparisons open."""
        numbers = [self.ops.number(Fraction(k)) if type(k) is int else k for k in grid.entries]
        return Grid(grid.sizes, numbers)

    def _elementwise(
        self,
        node: Node,
        arguments: tuple[Node, ...],
        whole: Callable[..., Any],
        real: Callable[..., Any],
    ) -> Grid[Any]:
        """By integer arithmetic where every entry is an integer, else by the scalars'."""
        grids = [self._real(a, node.kind) for a in arguments]
        if node.kind == "int" and integers(grids):
            return zipped(grids, whole)
        return zipped([self._scalars(g) for g in grids] if node.kind == "int" else grids, real)

    def _apply(self, node: typed.Apply) -> Grid[Any]:
        name, arguments = node.function, node.arguments
        if name in COMPARE:
            a, b = arguments
            if a.kind == b.kind == "int" and integers([self._get(a), self._get(b)]):
                return zipped([self._get(a), self._get(b)], COMPARE[name])
            compare: Any = self.ops.compare
            real = [self._real(a, "real"), self._real(b, "real")]
            return zipped(real, lambda x, y: compare(name, x, y))
        if name in ("and", "or", "not"):
            used = [self._get(a) for a in self._decisive(name, arguments)]
            return zipped(used, lambda *cs: self._logic(name, cs))
        if node.kind == "int" and name in INTEGER:
            return self._elementwise(
                node, arguments, INTEGER[name], lambda *xs: self._open(name, xs)
            )
        if name == "power":
            return zipped([self._real(a, "real") for a in arguments], self.ops.power)
        rule = entries("gamelang.builtins", Builtin)[name]
        grids = tuple(
            self._get(a) if role == "index" else self._real(a, "real")
            for a, role in zip(arguments, roles(rule, len(arguments)), strict=True)
        )
        return rule.scalars(self.ops, grids, node.axis, self._sizes(node))

    def _open(self, name: str, xs: tuple[Any, ...]) -> Any:
        """An integer function of integers that depend on values."""
        if name in ("floordiv", "mod"):
            raise NoValueError("`//` or `%` of an integer that depends on values")
        if name == "power":
            return self.ops.power(*xs)
        return self.ops.apply(name, *xs)

    def _decisive(self, name: str, parts: tuple[Node, ...]) -> tuple[Node, ...]:
        """A condition's parts up to the one that decides it, or that is not known yet."""
        for k, part in enumerate(parts):
            found = self._seen(part)
            if found is None or (not found.sizes and found.scalar is (name == "or")):
                return parts[: k + 1]
        return parts

    def _logic(self, symbol: Any, conditions: tuple[Any, ...]) -> Any:
        if all(isinstance(c, bool) for c in conditions):
            if symbol == "not":
                return not conditions[0]
            return all(conditions) if symbol == "and" else any(conditions)
        return self.ops.logic(symbol, *conditions)

    def _index(self, base: Grid[Any], items: tuple[Node | typed.Part, ...]) -> Grid[Any]:
        ranges: list[range] = []
        sizes: list[int] = []
        for item, size in zip(items, base.sizes, strict=True):
            if isinstance(item, typed.Part):
                ranges.append(range(self._size(item.start), self._size(item.stop)))
                sizes.append(len(ranges[-1]))
            else:
                k = self._get(item).scalar
                if not isinstance(k, int):
                    raise NoValueError("an index depends on values")
                if not 0 <= k < size:
                    raise NoValueError("an index is kept inside by a condition on values")
                ranges.append(range(k, k + 1))
        offsets = [0]
        for wanted, size in zip(ranges, base.sizes, strict=True):
            offsets = [o * size + k for o in offsets for k in wanted]
        return Grid(tuple(sizes), [base.entries[o] for o in offsets])

    def _run(
        self, variable: Variable, body: Node, condition: Node | None, neutral: int | None = None
    ) -> list[Grid[Any]]:
        """The body at each value of the variable at which the condition holds; where that is open,
        a choice between the body and the neutral number."""
        rows = []
        for k in range(self._size(variable.start), self._size(variable.stop)):
            self._enter(variable)
            self.bound[variable] = k
            try:
                holds = True if condition is None else self.value(condition).scalar
                if holds is True:
                    rows.append(self.value(body))
                elif holds is not False:
                    rows.append(self._guarded(holds, self.value(body), neutral))
            finally:
                self._leave(variable)
        return rows

    def _reduce(self, node: typed.Reduction) -> Grid[Any]:
        neutral = {"sum": 0, "prod": 1}.get(node.function)
        rows = self._run(node.variable, node.body, node.condition, neutral)
        if node.kind == "int" and not integers(rows):
            rows = [self._scalars(row) for row in rows]
        elif node.kind == "int":
            fold: Any = {"sum": sum, "prod": prod, "max": max, "min": min}[node.function]
            return Grid((), (fold(row.scalar for row in rows),))
        sizes = self._sizes(node)
        reducer = entries("gamelang.builtins", Builtin)[node.function]
        if not rows:
            if neutral is None:
                raise NoValueError(f"the {node.function} of nothing has no value")
            empty: Grid[Any] = Grid((0,), ())
            one = reducer.scalars(self.ops, (empty,), None, ()).scalar
            return Grid(sizes, [one] * prod(sizes))
        if not sizes:
            column: Grid[Any] = Grid((len(rows),), [row.scalar for row in rows])
            return reducer.scalars(self.ops, (column,), None, ())
        stacked: Grid[Any] = Grid((len(rows), *sizes), [e for row in rows for e in row.entries])
        return reducer.scalars(self.ops, (stacked,), 0, sizes)

    def _guarded(self, holds: Any, body: Grid[Any], neutral: int | None) -> Grid[Any]:
        if neutral is None:
            raise NoValueError("which terms a max, min or logsumexp has depends on values")
        other = self.ops.number(Fraction(neutral))
        entries = [self.ops.choose(holds, e, other) for e in self._scalars(body).entries]
        return Grid(body.sizes, entries)

    def _choose(self, node: typed.Choice) -> Grid[Any]:
        condition = self._get(node.condition)
        if len(condition.entries) == 1 and isinstance(condition.scalar, bool):
            taken = self._real(node.yes if condition.scalar else node.no, node.kind)
            sizes = self._sizes(node)
            return taken if taken.sizes == sizes else Grid(sizes, [taken.scalar] * prod(sizes))
        sides = [self._real(node.yes, node.kind), self._real(node.no, node.kind)]
        if not all(isinstance(c, bool) for c in condition.entries):
            sides = [self._scalars(side) for side in sides]
        return zipped([condition, *sides], self._pick)

    def _pick(self, condition: Any, yes: Any, no: Any) -> Any:
        if isinstance(condition, bool):
            return yes if condition else no
        return self.ops.choose(condition, yes, no)
