"""Recurrences as `jax.lax.scan`: the step is a nested function, written on a page of its own.

What does not depend on the last values stands before it: computed for all steps at once and
scanned over, or used as it is. Loops around a recurrence are leading axes of what it carries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gamelang.codegen.indices import Indices, Loops, ordered
from gamelang.codegen.names import Names
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, Value, transposed
from gamelang.core import typed
from gamelang.core.typed import Node, Scan, Trace, Variable

if TYPE_CHECKING:
    from gamelang.codegen.page import Page

Write = Callable[["Page", Node, Scope], Value]
UNROLLED = 2  # as long a recurrence is no loop for XLA: measured, compile time counted


@dataclass(slots=True)
class Step:
    """What the page of a step takes from the page around it."""

    outer: Page
    scan: Scan
    guards: tuple[Value, ...]
    scanned: dict[str, Value] = field(default_factory=dict)  # text -> its value in the step
    inner: dict[Node, frozenset[Node]] = field(default_factory=dict)

    def from_outside(self, node: Node, scope: Scope) -> bool:
        """Whether it is computed once for all steps. Not below a condition of the step, where it
        may have no value."""
        effective = self.outer.scopes.effective(node, scope)
        return not self.known_inside(node) and all(g in self.guards for g in effective.guards)

    def known_inside(self, root: Node) -> frozenset[Node]:
        """What the node needs that is known in the step alone: last values, points of a `grad`."""
        found = self.inner
        if root not in found:
            for node in typed.postorder(root):
                if node in found:
                    continue
                below = frozenset[Node]().union(*(found[c] for c in typed.children(node)))
                if isinstance(node, typed.Symbol) or node in self.scan.carried:
                    below = frozenset((node,))
                elif isinstance(node, typed.Gradient):
                    below = (found[node.body] - {node.symbol}) | found[node.at]
                found[node] = below
        return found[root]

    def taken(self, page: Page, value: Value) -> Value:
        """A value of the page around, as it is at one step."""
        t = self.scan.variable
        if t not in value.loops:
            plain = value.python or "(" not in value.text
            return value if plain else self.outer.assigned(value, "t")
        place = value.loops.index(t)
        order = [place, *(k for k in range(value.rank) if k != place)]
        text = transposed(value.at(ATOM), order) if place else value.text
        if text not in self.scanned:
            wanted = value.text if value.text.isidentifier() else "x"
            name = page.names.give(f"{wanted}_{t.name}")
            loops = tuple(v for v in value.loops if v is not t)
            self.scanned[text] = Value(
                name, ATOM, loops, value.sizes, value.kind, False, value.fixed
            )
        return self.scanned[text]


def trace(page: Page, node: Trace, scope: Scope, write: Write) -> Value:
    """One of its sequences; the scan is written when the first of them is needed."""
    where = (node.scan, page.scopes.effective(node, scope))
    written = page.scans.get(where)
    if written is None:
        wanted = {n.slot for n in page.uses if isinstance(n, Trace) and n.scan is node.scan}
        slots = sorted({node.slot, *wanted})
        values = _written(page, node, scope, slots, write)
        written = page.scans[where] = dict(zip(slots, values, strict=True))
    return written[node.slot]


def _written(
    page: Page, node: Trace, scope: Scope, slots: Sequence[int], write: Write
) -> list[Value]:
    with page.names.nested() as inside:
        return _within(page, node, scope, slots, write, inside)


def _within(
    page: Page, node: Trace, scope: Scope, slots: Sequence[int], write: Write, inside: Names
) -> list[Value]:
    scan = node.scan
    loops = _loops(page, node, scope)
    names = [_name(page, scan, slot) for slot in range(len(scan.bodies))]
    title = page.names.give(f"next_{names[0]}")
    inner = _page(page, scan, scope, inside)
    assert inner.step is not None
    starts = [
        _state(page, page.get(start, scope), loops, body)
        for start, body in zip(scan.starts, scan.bodies, strict=False)
    ]
    last = [inner.names.give(f"last_{name}") for name in names[: len(starts)]]
    for carried, text in zip(scan.carried, last, strict=True):
        sizes = page.shape(carried.shape)
        inner.memo[inner.key(carried, inner.scopes.base)] = Value(text, ATOM, loops, sizes)
    kept = set(slots) | set(range(len(starts)))
    new = {}
    for slot in sorted(kept):
        made = write(inner, scan.bodies[slot], scope)
        text = _state(inner, made, loops, scan.bodies[slot])
        if not text.isidentifier() and slot in slots and slot < len(starts):
            text = inner.assigned(Value(text, ATOM), names[slot]).text
        new[slot] = text
    page.dtype_used = page.dtype_used or inner.dtype_used
    ends = [_pair([new[k] for k in range(len(starts))]), _pair([new[k] for k in slots])]
    xs = inner.step.scanned
    page.lines += _definition(title, inner, last, [v.text for v in xs.values()], ends)
    found = [page.names.give(names[slot]) for slot in slots]
    page.lines.append(
        f"_, {_pair(found)} = jax.lax.scan({_arguments(page, scan, title, starts, list(xs))})"
    )
    values = []
    for slot, text in zip(slots, found, strict=True):
        own = scan.bodies[slot]
        sizes = (page.length(scan.variable), *page.shape(own.shape))
        order = [*range(1, len(loops) + 1), 0, *range(len(loops) + 1, len(loops) + len(sizes))]
        values.append(Value(transposed(text, order), ATOM, loops, sizes))
    return values


def _loops(page: Page, node: Trace, scope: Scope) -> Loops:
    """The axes of every state: the index variables around the recurrence."""
    found: set[Variable] = set()
    for variable in page.bound.game.builder.variables(node):
        moved = scope.values.get(variable)
        found |= {variable} if moved is None else set(moved.loops)
    for guard in page.scopes.effective(node, scope).guards:
        found |= set(guard.loops)
    return ordered(found)


def _name(page: Page, scan: Scan, slot: int) -> str:
    named = page.named.get(page.bound.game.builder.trace(scan, slot))
    return named or f"s{slot + 1}"


def _page(page: Page, scan: Scan, scope: Scope, inside: Names) -> Page:
    """A page for the step, on which the index is no loop."""
    dynamic = page.indices.dynamic | {scan.variable}
    inner = type(page)(
        page.bound,
        page.scopes,
        page.algebra,
        Indices(page.bound, dynamic=dynamic),
        page.tables,
        inside,
        page.leaves,
        page.named,
        uses=page.uses,
    )
    inner.step = Step(page, scan, scope.guards)
    return inner


def _state(page: Page, value: Value, loops: Loops, body: Node) -> str:
    """An array with all the axes of a state, in the dtype of the parameters."""
    full = page.filled(value, loops, page.shape(body.shape))
    typed_already = full.text.startswith("jnp.full(") or full.text in page.local.values()
    if typed_already or not (value.fixed or body.kind == "int"):
        return full.text
    return f"jnp.asarray({full.text}, {page.dtype})"


def _pair(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _definition(
    title: str, inner: Page, last: Sequence[str], now: Sequence[str], ends: Sequence[str]
) -> list[str]:
    """The step as a function: what it carries, what it scans over; new state, what it leaves."""
    one, two = (
        inner.names.give(name) if len(texts) > 1 else [*texts, "_"][0]
        for name, texts in (("last", last), ("now", now))
    )
    lines = [f"def {title}({one}, {two}):"]
    for name, texts in ((one, last), (two, now)):
        if len(texts) > 1:
            lines.append(f"    {', '.join(texts)} = {name}")
    lines += [f"    {part}" if part else "" for x in inner.lines for part in x.split("\n")]
    return [*lines, f"    return {', '.join(ends)}", ""]


def _arguments(
    page: Page, scan: Scan, title: str, starts: Sequence[str], scanned: Sequence[str]
) -> str:
    length = page.length(scan.variable)
    texts = [title, _pair(starts), _pair(scanned) if scanned else "None"]
    texts += [] if scanned else [f"length={length}"]
    texts += ["reverse=True"] if scan.backward else []
    texts += ["unroll=True"] if length <= UNROLLED else []
    return ", ".join(texts)
