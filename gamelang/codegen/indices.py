"""Integers and conditions that are known when code is written: arrays over loop variables.

An index expression such as (i + 1) % n becomes the array of its values, one axis a loop variable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gamelang.codegen.binding import Bound
from gamelang.core import typed
from gamelang.core.typed import Node, Variable

Loops = tuple[Variable, ...]


def ordered(variables: set[Variable] | frozenset[Variable]) -> Loops:
    """Outer loops first: samples, family variables (negative keys), binders from high to low."""
    return tuple(sorted(variables, key=lambda v: (not v.shared, v.key > 0, -v.key)))


@dataclass(frozen=True, slots=True, eq=False)
class Static:
    """Known values, with one axis for each loop and then the expression's own axes."""

    values: npt.NDArray[Any]
    loops: Loops

    def spread(self, loops: Loops) -> npt.NDArray[Any]:
        """The values with an axis (of length 1 where missing) for each of these loops."""
        own = self.values.shape[len(self.loops) :]
        lengths = dict(zip(self.loops, self.values.shape, strict=False))
        return self.values.reshape((*(lengths.get(v, 1) for v in loops), *own))


OPERATORS: dict[str, Callable[..., Any]] = {
    "floordiv": np.floor_divide,
    "mod": np.mod,
    "power": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "abs": np.abs,
    "less": np.less,
    "lesseq": np.less_equal,
    "equal": np.equal,
    "unequal": np.not_equal,
    "and": lambda *cs: np.logical_and.reduce(cs) if len(cs) > 2 else np.logical_and(*cs),
    "or": lambda *cs: np.logical_or.reduce(cs) if len(cs) > 2 else np.logical_or(*cs),
    "not": np.logical_not,
}
REDUCERS: dict[str, Any] = {"sum": np.sum, "prod": np.prod, "max": np.max, "min": np.min}


@dataclass(slots=True)
class Indices:
    bound: Bound
    static: dict[Node, bool] = field(default_factory=dict)
    dynamic: frozenset[Variable] = frozenset()  # counted while the code runs: no array axes

    def known(self, root: Node) -> bool:
        """Whether a node is an integer or a condition that depends on loop variables only."""
        if root not in self.static:
            for node in typed.postorder(root):
                if node not in self.static:
                    self.static[node] = self._known(node)
        return self.static[root]

    def _known(self, node: Node) -> bool:
        if isinstance(node, typed.Learning):
            return False
        match node:
            case typed.Number(value):
                return value.denominator == 1
            case Variable():
                return node not in self.dynamic
            case typed.Size():
                return True
            case typed.Parameter() | typed.Batch() | typed.Pick() | typed.Carried() | typed.Trace():
                return False
            case typed.Constant():
                return node.kind == "int" or self._scalar_condition(node)
            case typed.Apply("argmax"):
                return False
            case typed.Apply(function) if node.kind == "bool" or function in OPERATORS:
                if self._scalar_condition(node):
                    return True
        return node.kind != "real" and all(self.static[c] for c in typed.children(node))

    def _scalar_condition(self, node: Node) -> bool:
        """A condition on constants alone, such as k > 2."""
        free = self.bound.game.builder.variables(node)
        return node.kind == "bool" and not node.shape and not free and self.bound.constant(node)

    def value(self, node: Node, values: Mapping[Variable, Static]) -> Static:
        """The values of a known node, where `values` replaces some loop variables."""
        match node:
            case typed.Number(value):
                return Static(np.array(int(value)), ())
            case typed.Size(dim):
                return Static(np.array(self.bound.size(dim)), ())
            case Variable():
                return values.get(node) or self.whole(node)
            case typed.Constant():
                grid = self.bound.exact(node)
                assert grid is not None
                flat = [int(q) for q in grid.entries]
                return Static(np.array(flat, np.int64).reshape(grid.sizes), ())
            case typed.Apply() if self._scalar_condition(node):
                return Static(np.array(bool(self.bound.double(node).scalar)), ())
        return self._compound(node, values)

    def whole(self, variable: Variable) -> Static:
        start, stop = self.bound.size(variable.start), self.bound.size(variable.stop)
        return Static(np.arange(start, stop), (variable,))

    def whole_from_zero(self, variable: Variable) -> Static:
        """The places along the array axis of a loop."""
        return Static(np.arange(self.bound.size(variable.count)), (variable,))

    def _compound(self, node: Node, values: Mapping[Variable, Static]) -> Static:
        match node:
            case typed.Sum(terms):
                return self._together(terms, values, lambda *xs: sum(xs))
            case typed.Product(factors):
                return self._together(factors, values, lambda *xs: np.prod(np.stack(xs), axis=0))
            case typed.Apply(function, arguments):
                return self._together(arguments, values, OPERATORS[function])
            case typed.Choice(condition, yes, no):
                return self._together((condition, yes, no), values, np.where)
            case typed.Stack(items):
                return self._together(items, values, lambda *xs: np.stack(xs, axis=-1))
            case typed.Index(base, items):
                return self._index(node, base, items, values)
            case typed.Comprehension(variable, body):
                return self._axis_last(self.value(body, _without(values, variable)), variable)
            case typed.Reduction(function, variable, body, condition):
                inner = _without(values, variable)
                return self._reduce(function, variable, body, condition, inner)
        raise AssertionError(f"no index expression: {type(node).__name__}")

    def _together(
        self, nodes: tuple[Node, ...], values: Mapping[Variable, Static], f: Callable[..., Any]
    ) -> Static:
        parts = [self.value(node, values) for node in nodes]
        loops = ordered({v for part in parts for v in part.loops})
        arrays = np.broadcast_arrays(*(part.spread(loops) for part in parts))
        return Static(np.asarray(f(*arrays)), loops)

    def _index(
        self,
        node: Node,
        base: Node,
        items: tuple[Node | typed.Part, ...],
        values: Mapping[Variable, Static],
    ) -> Static:
        assert not node.shape, "an index expression is a scalar"
        table = self.value(base, values)
        assert not table.loops
        places = [self.value(i, values) for i in items if not isinstance(i, typed.Part)]
        loops = ordered({v for place in places for v in place.loops})
        picked = table.values[tuple(place.spread(loops) for place in places)]
        return Static(picked, loops)

    def _axis_last(self, inner: Static, variable: Variable) -> Static:
        rest = tuple(v for v in inner.loops if v is not variable)
        if variable in inner.loops:
            return Static(np.moveaxis(inner.values, inner.loops.index(variable), -1), rest)
        count = self.bound.size(variable.count)
        return Static(np.repeat(inner.values[..., None], count, axis=-1), rest)

    def _reduce(
        self,
        function: str,
        variable: Variable,
        body: Node,
        condition: Node | None,
        values: Mapping[Variable, Static],
    ) -> Static:
        masked = [body] if condition is None else [body, condition]
        neutral = {
            "sum": 0,
            "prod": 1,
            "max": np.iinfo(np.int64).min,
            "min": np.iinfo(np.int64).max,
        }
        both = self._together(
            (variable, *masked),
            values,
            lambda _, x, *mask: np.where(mask[0], x, neutral[function]) if mask else x,
        )
        column = self._axis_last(both, variable)
        return Static(REDUCERS[function](column.values, axis=-1), column.loops)


def _without(values: Mapping[Variable, Static], variable: Variable) -> dict[Variable, Static]:
    return {v: s for v, s in values.items() if v is not variable}
