"""Recurrences written out: every Trace as the Stack of its values, where their number is known.

What an index then decides is decided: an entry of a Stack, a choice between numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from gamelang.core.building import Builder
from gamelang.core.dims import ZERO, Dim
from gamelang.core.typed import (
    Apply,
    Choice,
    Index,
    Node,
    Number,
    Part,
    Pick,
    Product,
    Scan,
    Size,
    Stack,
    Sum,
    Trace,
    children,
    postorder,
)

MOST = 20_000  # nodes that one recurrence may become
CHOICES = 64  # outcomes of all choices drawn in it together


@dataclass(slots=True)
class WritingOut:
    """Writes out recurrences of one game, each once; those that are too long stay."""

    builder: Builder
    sizes: Mapping[str, int]
    done: dict[Scan, tuple[Node, ...] | None] = field(default_factory=dict)

    def __call__(self, root: Node) -> Node:
        if not has_scan(root):
            return root
        return self.builder.rewritten(root, self._changed)

    def _changed(self, node: Node) -> Node:
        match node:
            case Trace(scan, slot):
                stacks = self._written(scan)
                return node if stacks is None else stacks[slot]
            case Size(dim):
                value = dim.value(self.sizes)
                return node if value is None else self.builder.number(value, "int")
            case _:
                return self._decided(node)

    def _written(self, scan: Scan) -> tuple[Node, ...] | None:
        """One Stack for each sequence, its inner recurrences already written out."""
        if scan not in self.done:
            self.done[scan] = self._steps(scan)
        return self.done[scan]

    def _steps(self, scan: Scan) -> tuple[Node, ...] | None:
        b, variable = self.builder, scan.variable
        start, stop = variable.start.value(self.sizes), variable.stop.value(self.sizes)
        if start is None or stop is None or stop <= start:
            return None
        moving = self._moving(scan)
        if (stop - start) * len(moving) > MOST or self._outcomes(scan, stop - start) > CHOICES:
            return None
        together = b.stack(scan.bodies, (), "real")
        still = {node for node in postorder(*scan.bodies) if node not in moving}
        last: Sequence[Node] = scan.starts
        rows: dict[int, tuple[Node, ...]] = {}
        places = range(start, stop)
        for k in reversed(places) if scan.backward else places:
            values: dict[Node, Node] = dict(zip(scan.carried, last, strict=True))
            values[variable] = b.number(k, "int")
            made = b.rewritten(together, partial(self._at, values), still)
            assert isinstance(made, Stack)
            last, rows[k] = made.items[: len(scan.carried)], made.items
        columns = zip(*(rows[k] for k in places), strict=True)
        return tuple(
            b.stack(column, (variable.count, *body.shape), body.kind)
            for column, body in zip(columns, scan.bodies, strict=True)
        )

    def _outcomes(self, scan: Scan, steps: int) -> int:
        total = 1
        for node in postorder(*scan.bodies):
            if isinstance(node, Pick):
                total *= node.probabilities.shape[0].value(self.sizes) or MOST
        return int(total ** min(steps, 64))

    def _at(self, values: Mapping[Node, Node], node: Node) -> Node:
        return values.get(node) or self._decided(node)

    def _moving(self, scan: Scan) -> set[Node]:
        """What is another node at every step."""
        found: set[Node] = {scan.variable, *scan.carried}
        for node in postorder(*scan.bodies):
            if any(child in found for child in children(node)):
                found.add(node)
        return found

    # ---- what numbers decide

    def _decided(self, node: Node) -> Node:
        match node:
            case Index(Stack(items), (Number(value), *rest)) if 0 <= value < len(items):
                return self._entry(items[int(value)], tuple(rest))
            case Choice(condition, yes, no, shape):
                holds = self._holds(condition)
                side = node if holds is None else yes if holds else no
                return side if side.shape == shape else node
            case Sum(terms, kind="int") if numbers := _numbers(terms):
                return self.builder.number(sum(numbers), "int")
            case Product(factors, kind="int") if numbers := _numbers(factors):
                total = Fraction(1)
                for number in numbers:
                    total *= number
                return self.builder.number(total, "int")
            case Apply("mod", (Number(a, "int"), Number(b, "int"))) if b:
                return self.builder.number(a % b, "int")
            case Apply("floordiv", (Number(a, "int"), Number(b, "int"))) if b:
                return self.builder.number(a // b, "int")
            case _:
                return node

    def _entry(self, item: Node, rest: tuple[Node | Part, ...]) -> Node:
        """item[rest], the item itself where that is all of it."""
        if all(_whole(r, size) for r, size in zip(rest, item.shape, strict=True)):
            return item
        shape = tuple(r.stop - r.start for r in rest if isinstance(r, Part))
        return self._decided(self.builder.index(item, rest, shape))

    def _holds(self, condition: Node) -> bool | None:
        match condition:
            case Apply("less", (Number(a), Number(b))):
                return a < b
            case Apply("lesseq", (Number(a), Number(b))):
                return a <= b
            case Apply("equal", (Number(a), Number(b))):
                return a == b
            case Apply("unequal", (Number(a), Number(b))):
                return a != b
            case Apply("and" | "or" as name, parts):
                known = [self._holds(part) for part in parts]
                decisive = name == "or"
                if decisive in known:
                    return decisive
                return None if None in known else not decisive
            case Apply("not", (inner,)):
                holds = self._holds(inner)
                return None if holds is None else not holds
            case _:
                return None


def _numbers(nodes: Sequence[Node]) -> list[Fraction]:
    """Their values, if all are numbers."""
    found = [node.value for node in nodes if isinstance(node, Number)]
    return found if len(found) == len(nodes) else []


def _whole(item: Node | Part, size: Dim) -> bool:
    return isinstance(item, Part) and item.start == ZERO and item.stop == size


def has_scan(root: Node) -> bool:
    return any(isinstance(node, Scan) for node in postorder(root))
