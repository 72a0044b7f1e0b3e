"""The lines of one emitted function: what is written so far, and what each expression is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np

from gamelang.codegen.algebra import Algebra
from gamelang.codegen.binding import Bound
from gamelang.codegen.indices import Indices, Loops, Static
from gamelang.codegen.names import Names
from gamelang.codegen.scans import Step
from gamelang.codegen.scope import Scope, Scopes
from gamelang.codegen.tables import Tables
from gamelang.codegen.values import ATOM, SIGN, SUM, Value, aligned, literal
from gamelang.core import typed
from gamelang.core.dims import Shape
from gamelang.core.typed import Batch, Node, Parameter, Variable

LONGEST_INLINE = 72
FOLDED = 20_000  # entries of a constant expression that is evaluated here

Need = tuple[Node, Scope]


@dataclass(slots=True)
class Page:
    """`memo` has the value of a node in a scope; `write` of writer.py fills it."""

    bound: Bound
    scopes: Scopes
    algebra: Algebra
    indices: Indices
    tables: Tables
    names: Names
    leaves: Mapping[Parameter | Batch, str]  # text of each parameter and batch
    named: Mapping[Node, str] = field(default_factory=dict)  # lets
    lines: list[str] = field(default_factory=list)
    uses: dict[Node, int] = field(default_factory=dict)
    memo: dict[Need, Value] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)  # text -> its name
    local: dict[str, str] = field(default_factory=dict)
    used_leaves: dict[Parameter | Batch, None] = field(default_factory=dict)
    dtype_used: bool = False
    scans: dict[tuple[typed.Scan, Scope], dict[int, Value]] = field(default_factory=dict)
    step: Step | None = None  # this page is the step of a recurrence

    # ---- what is written

    def count_uses(self, roots: Sequence[Node]) -> None:
        """Announces roots: what several of them use gets a name."""
        for root in roots:
            self.uses[root] = self.uses.get(root, 0) + 1
        for node in typed.postorder(*roots):
            for child in typed.children(node):
                self.uses[child] = self.uses.get(child, 0) + 1

    def key(self, node: Node, scope: Scope) -> Need:
        return node, self.scopes.effective(node, scope)

    def get(self, node: Node, scope: Scope) -> Value:
        return self.memo[self.key(node, scope)]

    # ---- names

    def kept(self, node: Node, value: Value) -> Value:
        """The value, assigned to a name where it is used twice, has a name, or is long."""
        if value.level == ATOM and value.text.isidentifier():
            return value
        shared = self.uses.get(node, 0) > 1 and not _cheap(node, value)
        if node in self.named and not value.python:
            return self.assigned(value, self.named[node])
        if shared or len(value.text) > LONGEST_INLINE:
            return self.assigned(value, "t")
        return value

    def assigned(self, value: Value, name: str) -> Value:
        if value.text not in self.given:
            given = self.names.give(name if name != "t" else f"t{len(self.given) + 1}")
            self.lines.append(f"{given} = {value.text}")
            self.given[value.text] = given
        given = self.given[value.text]
        return Value(given, ATOM, value.loops, value.sizes, value.kind, False, value.fixed)

    # ---- leaves

    def length(self, variable: Variable) -> int:
        return self.bound.size(variable.count)

    def lengths(self, loops: Loops) -> tuple[int, ...]:
        return tuple(self.length(v) for v in loops)

    def shape(self, shape: Shape) -> tuple[int, ...]:
        return self.bound.shape(shape)

    @property
    def dtype(self) -> str:
        self.dtype_used = True
        return "dtype"

    def constant_value(self, node: Node) -> Value | None:
        """A constant expression, evaluated: a literal, or a table."""
        if node.kind == "bool" or isinstance(node, typed.Constant):
            return None
        if isinstance(node, typed.Number):
            return literal(self.bound.double(node).scalar)
        if self.bound.game.builder.variables(node) or not self.bound.constant(node):
            return None
        if not node.shape:
            return literal(self.bound.double(node).scalar) if _evaluable(node) else None
        if prod(self.shape(node.shape)) > FOLDED or not _evaluable(node):
            return None
        grid = self.bound.double(node)
        return self.table(
            np.array(grid.entries, np.float64).reshape(grid.sizes), "entries", "table"
        )

    def constant(self, node: typed.Constant) -> Value:
        if self.bound.is_open(node):
            return Value(self.tables.given(node.name), ATOM, fixed=True)
        grid = self.bound.double(node)
        if not node.shape:
            exact = self.bound.exact(node)
            plain = exact is None or exact.scalar.denominator == 1
            note = "" if plain or exact is None else str(exact.scalar)
            name = self.tables.scalar(node.name, grid.scalar, note)
            return Value(name, ATOM, python=True, fixed=True)
        values = np.array(grid.entries, np.float64).reshape(grid.sizes)
        return self.table(values, node.name, f"{node.name}_values")

    def table(self, values: np.typing.NDArray[np.float64], name: str, table: str) -> Value:
        """A module-level table of floats, in the dtype of the parameters."""
        given = self.tables.array(table, values)
        if given not in self.local:
            self.local[given] = self.names.give(name)
            self.lines.append(f"{self.local[given]} = jnp.asarray({given}, {self.dtype})")
        return Value(self.local[given], ATOM, (), values.shape, fixed=True)

    def known(self, static: Static, kind: str) -> Value:
        """Known integers as reals, known conditions as truth values."""
        if static.values.ndim == 0 and kind != "bool":
            return literal(float(static.values))
        if kind == "bool":
            return self.mask(static)
        table = self.table(static.values.astype(np.float64), "numbers", "table")
        own = static.values.shape[len(static.loops) :]
        return Value(table.text, ATOM, static.loops, own, fixed=True)

    def mask(self, static: Static) -> Value:
        own = static.values.shape[len(static.loops) :]
        if static.values.ndim == 0:
            return Value(str(bool(static.values)), ATOM, kind="bool", python=True, fixed=True)
        name = self.tables.array("mask", static.values.astype(bool))
        return Value(name, ATOM, static.loops, own, "bool", fixed=True)

    def place(self, values: np.typing.NDArray[np.int64]) -> str:
        """An index table."""
        return self.tables.array("places", values)

    def filled(self, value: Value, loops: Loops, sizes: tuple[int, ...]) -> Value:
        """The value as an array with all these axes."""
        if value.loops == loops and value.sizes == sizes and not (value.python and value.rank == 0):
            return value
        shape = (*self.lengths(loops), *sizes)
        if value.rank == 0:
            text = f"jnp.full({shape}, {value.text}, {self.dtype})"
        else:
            text = f"jnp.broadcast_to({aligned(value, loops, len(sizes), SUM)}, {shape})"
        return Value(text, ATOM, loops, sizes, value.kind, False, value.fixed)


def _cheap(node: Node, value: Value) -> bool:
    """Not worth a name: a number, a leaf, an entry or a view of a leaf, minus one of these."""
    if isinstance(node, typed.Index):
        return isinstance(node.base, Parameter | Batch | typed.Constant) and "jnp" not in value.text
    return value.python and value.level >= SIGN


def _evaluable(root: Node) -> bool:
    """Whether exact evaluation of a constant expression is quick."""
    heavy = {"inv", "solve", "det", "matmul"}
    return not any(
        isinstance(n, typed.Apply) and n.function in heavy for n in typed.postorder(root)
    )
