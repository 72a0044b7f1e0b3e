"""`x[i, 1:3]`: every index is proved to stay inside its axis, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking.problems import fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import ONE, ZERO, Dim, Shape, describe
from gamelang.core.typed import Node, Part

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def index(e: Elaborator, expr: ast.Index, scope: Scope) -> Node:
    return index_node(e, e.node(expr.base, scope), expr.items, scope)


def index_node(
    e: Elaborator, base: Node, wanted: tuple[ast.Expr | ast.Slice, ...], scope: Scope
) -> Node:
    """`base[wanted]`; fewer indices than axes give the rest."""
    if len(wanted) > len(base.shape):
        raise _too_many(base.shape, wanted)
    items: list[Node | Part] = []
    shape: list[Dim] = []
    for item, size in zip(wanted, base.shape, strict=False):
        if isinstance(item, ast.Slice):
            part = _part(e, item, size, scope)
            items.append(part)
            shape.append(part.stop - part.start)
        else:
            items.append(place(e, item, size, scope))
    rest = base.shape[len(items) :]
    items.extend(e.builder.part(ZERO, size) for size in rest)
    return indexed(e, base, tuple(items), (*shape, *rest))


def _too_many(shape: Shape, wanted: tuple[ast.Expr | ast.Slice, ...]) -> Exception:
    span = wanted[len(shape)].span
    if not shape:
        return fault("G307", "a real has no indices", span, "nothing to choose from")
    axes = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
    message = f"too many indices: a {describe(shape)} has {axes}"
    return fault("G307", message, span, f"this is index number {len(shape) + 1}")


def indexed(e: Elaborator, base: Node, items: tuple[Node | Part, ...], shape: Shape) -> Node:
    """base[items], taken from inside where the base is itself an index or a list."""
    match base, items[0]:
        case typed.Stack(entries), typed.Number(value):
            entry = entries[int(value)]
            return entry if len(items) == 1 else indexed(e, entry, items[1:], shape)
    if all(
        isinstance(i, Part) and i == Part(ZERO, s) for i, s in zip(items, base.shape, strict=True)
    ):
        return base
    if isinstance(base, typed.Index):
        return indexed(e, base.base, _merged(e, base, items), shape)
    return e.builder.index(base, items, shape)


def _merged(
    e: Elaborator, base: typed.Index, items: tuple[Node | Part, ...]
) -> tuple[Node | Part, ...]:
    """x[a:b, k][i] is x[a + i, k]."""
    rest = iter(items)
    merged: list[Node | Part] = []
    for outer in base.items:
        if not isinstance(outer, Part):
            merged.append(outer)
            continue
        inner = next(rest)
        if isinstance(inner, Part):
            merged.append(e.builder.part(outer.start + inner.start, outer.start + inner.stop))
        elif outer.start == ZERO:
            merged.append(inner)
        else:
            merged.append(e.builder.sum((inner, e.builder.size(outer.start)), (), "int"))
    return tuple(merged)


def place(e: Elaborator, item: ast.Expr, size: Dim, scope: Scope) -> Node:
    """An index of an axis of this size, proved to stay inside."""
    node = e.node(item, scope)
    if node.kind == "bool" or node.shape or node.kind == "real":
        what = "a comparison" if node.kind == "bool" else f"a {describe(node.shape)}"
        raise fault(
            "G308",
            "an index is an integer",
            item.span,
            f"this is {what}: integers are whole numbers, dims and indices",
        )
    if isinstance(node, typed.Number) and node.value < 0:
        raise fault(
            "G306",
            "an index cannot be negative",
            item.span,
            f"the axis has the indices 0 .. {size - ONE}",
            _from_the_end(int(node.value), size),
        )
    if not e.bounds.inside(node, size, scope.known):
        raise _outside(e, node, item, size, scope)
    return node


def _outside(e: Elaborator, node: Node, item: ast.Expr, size: Dim, scope: Scope) -> Exception:
    if isinstance(node, typed.Number):
        return _outside_number(int(node.value), item, size)
    interval, text = e.bounds.of(node, scope.known), quoted(item)
    goes, condition = "", f"{text} < {size}"
    if not any(e.bounds.at_least(low, 0) for low in interval.low):
        goes = f"it can be {interval.low[0]}" if interval.low else "it can be negative"
        condition = f"{text} >= 0"
    elif interval.high:
        goes = f"it can be {interval.high[0]}"
    bound = e.builder.variables(node)
    help = f"a condition keeps it inside: `if {condition}`" if bound else None
    return fault("G305", f"this index can leave 0 .. {size - ONE}", item.span, goes, help)


def _outside_number(value: int, item: ast.Expr, size: Dim) -> Exception:
    if size.number is not None:
        return fault("G305", f"this index is outside 0 .. {size - ONE}", item.span)
    lone = next(iter(size.names)) if len(size.names) == 1 else None
    help = f"say `dim {lone} >= {value + 1}`" if size == Dim.named(lone or "") else None
    return fault("G305", f"this index can leave 0 .. {size - ONE}", item.span, help=help)


def _from_the_end(value: int, size: Dim) -> str | None:
    """What Python would mean by a negative index."""
    place = size + Dim.of(value)
    if place.number is not None and place.number < 0:
        return None
    return f"the last one is `{place}`" if value == -1 else f"counted from the end, it is `{place}`"


def _part(e: Elaborator, item: ast.Slice, size: Dim, scope: Scope) -> Part:
    start = ZERO if item.start is None else e.size(item.start, scope, "the start of a slice")
    stop = size if item.stop is None else e.size(item.stop, scope, "the end of a slice")
    inside = (
        e.bounds.at_least(start, 0)
        and e.bounds.at_least(stop - start, 0)
        and e.bounds.at_least(size - stop, 0)
    )
    if not inside:
        raise fault(
            "G317",
            f"this slice can leave 0 .. {size}",
            item.span,
            f"it runs from {start} up to {stop}",
            _sliced_from_the_end(start, stop, size),
        )
    return e.builder.part(start, stop)


def _sliced_from_the_end(start: Dim, stop: Dim, size: Dim) -> str | None:
    if stop.number is None or stop.number >= 0:
        return None
    return f"there are no negative ends: write `{'' if start == ZERO else start}:{size + stop}`"
