"""Indexing, lists and comprehensions: which array axis a loop variable or an item becomes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gamelang.codegen.indices import Loops, Static, ordered
from gamelang.codegen.page import Need, Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, Value, aligned, common_loops, subscript, transposed
from gamelang.core.typed import Node, Part, Variable

Items = tuple[Node | Part, ...]


def needs(page: Page, base: Node, items: Items, scope: Scope) -> list[Need]:
    found = [(base, scope)]
    for item in items:
        if not isinstance(item, Part) and not page.indices.known(item):
            found.append((item, scope))
    return found


def index(page: Page, base: Node, items: Items, scope: Scope) -> Value:
    value = page.get(base, scope)
    places: list[range | Static | Value] = []
    for item, size in zip(items, value.sizes, strict=True):
        if isinstance(item, Part):
            places.append(range(page.bound.size(item.start), page.bound.size(item.stop)))
        elif page.indices.known(item):
            found = page.indices.value(item, scope.values)
            places.append(Static(np.clip(found.values, 0, size - 1), found.loops))
        else:
            places.append(page.get(item, scope))
    simple = _by_slices(value, places)
    return simple if simple is not None else _by_tables(page, value, places)


def _by_slices(value: Value, places: Sequence[range | Static | Value]) -> Value | None:
    """Whole axes, slices and single entries: no table of indices."""
    marks = [":"] * len(value.loops)
    axes: list[Variable | int] = list(value.loops)
    sizes: list[int] = []
    for place, length in zip(places, value.sizes, strict=True):
        if isinstance(place, Value):
            return None
        if isinstance(place, range):
            marks.append(_slice(place.start, place.stop, length))
            axes.append(len(sizes))
            sizes.append(len(place))
        elif place.values.ndim == 0:
            marks.append(str(int(place.values)))
        else:
            run = place.values
            if run.ndim != 1 or place.loops[0] in axes or (np.diff(run) != 1).any():
                return None
            marks.append(_slice(int(run[0]), int(run[-1]) + 1, length))
            axes.append(place.loops[0])
    loops = ordered({a for a in axes if isinstance(a, Variable)})
    wanted: list[Variable | int] = [*loops, *range(len(sizes))]
    text, level = value.text, value.level
    if set(marks) - {":"} or wanted != axes:
        text = subscript(value.at(ATOM), marks)
        text, level = transposed(text, [axes.index(a) for a in wanted]), ATOM
    return Value(text, level, loops, tuple(sizes), value.kind, False, value.fixed)


def _slice(start: int, stop: int, length: int) -> str:
    if start == 0 and stop == length:
        return ":"
    return f"{start or ''}:{'' if stop == length else stop}"


def _by_tables(page: Page, value: Value, places: Sequence[range | Static | Value]) -> Value:
    """Index tables for every loop axis and index; ranges stay slices, behind them."""
    kept = [k for k, place in enumerate(places) if isinstance(place, range)]
    first = len(value.loops)
    chosen = [k for k in range(len(places)) if k not in kept]
    order = [*range(first), *(first + k for k in chosen), *(first + k for k in kept)]
    text = transposed(value.at(ATOM), order)
    found: set[Variable] = set(value.loops)
    for k in chosen:
        found |= set(places[k].loops)  # type: ignore[union-attr]
    loops = ordered(found)
    marks = [_table(page, page.indices.whole_from_zero(v), loops) for v in value.loops]
    for k in chosen:
        place = places[k]
        if isinstance(place, Static):
            marks.append(_table(page, place, loops))
        else:
            assert isinstance(place, Value)
            marks.append(f"{aligned(place, loops, 0, ATOM)}.astype(np.int32)")
    sizes = []
    for k in kept:
        run = places[k]
        assert isinstance(run, range)
        marks.append(_slice(run.start, run.stop, value.sizes[k]))
        sizes.append(len(run))
    return Value(subscript(text, marks), ATOM, loops, tuple(sizes), value.kind, False, value.fixed)


def _table(page: Page, place: Static, loops: Loops) -> str:
    if place.values.ndim == 0:
        return str(int(place.values))
    return page.place(place.spread(loops))


def axis_of(page: Page, body: Value, variable: Variable) -> Value:
    """The array whose first own axis is what was the loop over the variable."""
    loops = tuple(v for v in common_loops([body]) if v is not variable)
    length = page.length(variable)
    if variable not in body.loops:
        return repeated(page, body, loops, length)
    place, last = body.loops.index(variable), len(body.loops) - 1
    text, level = body.text, body.level
    if place != last:
        order = [k for k in range(last + 1) if k != place]
        order = [*order, place, *range(last + 1, body.rank)]
        text, level = transposed(body.at(ATOM), order), ATOM
    return Value(text, level, loops, (length, *body.sizes), body.kind, body.python, body.fixed)


def repeated(page: Page, body: Value, loops: Loops, length: int) -> Value:
    """`length` copies along a new first own axis."""
    sizes = (length, *body.sizes)
    if body.rank:
        marks = [":"] * len(loops) + ["None"]
        text = subscript(body.at(ATOM), marks)
        shape = (*page.lengths(loops), *sizes)
        return Value(
            f"jnp.broadcast_to({text}, {shape})", ATOM, loops, sizes, body.kind, False, body.fixed
        )
    return page.filled(body, loops, sizes)


def stack(page: Page, items: Sequence[Value]) -> Value:
    """Arrays side by side along a new first own axis."""
    loops, own = common_loops(items), items[0].sizes
    if loops or own:
        items = [page.filled(item, loops, own) for item in items]
    elif all(item.python for item in items):
        items = [page.filled(items[0], (), ()), *items[1:]]
    axis = f", axis={len(loops)}" if loops else ""
    texts = ", ".join(item.text for item in items)
    fixed = all(item.fixed for item in items)
    return Value(f"jnp.stack([{texts}]{axis})", ATOM, loops, (len(items), *own), fixed=fixed)
