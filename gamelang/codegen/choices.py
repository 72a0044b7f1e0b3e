"""`a if condition else b`: decided now where the condition is on indices, else a guarded where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gamelang.codegen.indices import Static
from gamelang.codegen.scope import Scope, has_partial
from gamelang.codegen.values import ATOM, SUM, Value, aligned, common_loops, common_sizes
from gamelang.core import typed
from gamelang.core.typed import Choice, Node, Variable

if TYPE_CHECKING:
    from gamelang.codegen.writer import Need, Writer


def needs(writer: Writer, node: Choice, scope: Scope) -> list[Need]:
    if writer.indices.known(node.condition):
        return [need for _, need in _known_sides(writer, node, scope)]
    condition = writer.key(node.condition, scope)
    if condition not in writer.memo:
        return [condition]
    return _guarded_sides(writer, node, scope)


def choice(writer: Writer, node: Choice, scope: Scope) -> Value:
    if writer.indices.known(node.condition):
        condition = writer.mask(writer.indices.value(node.condition, scope.values))
        sides = [writer.get(*need) for _, need in _known_sides(writer, node, scope)]
        if len(sides) == 1:
            return sides[0]
    else:
        condition = writer.get(node.condition, scope)
        sides = [writer.get(*need) for need in _guarded_sides(writer, node, scope)]
    return where(condition, *sides)


def where(condition: Value, yes: Value, no: Value) -> Value:
    values = (condition, yes, no)
    loops, sizes = common_loops(values), common_sizes(values)
    texts = ", ".join(aligned(v, loops, len(sizes), SUM) for v in values)
    fixed = condition.fixed and yes.fixed and no.fixed
    return Value(f"jnp.where({texts})", ATOM, loops, sizes, "real", False, fixed)


# ---- conditions on indices


def _known_sides(writer: Writer, node: Choice, scope: Scope) -> list[tuple[bool, Need]]:
    """The sides that are taken somewhere, each at index values at which it is taken."""
    condition = writer.indices.value(node.condition, scope.values)
    sides: list[tuple[bool, Need]] = []
    for holds, side in ((True, node.yes), (False, node.no)):
        taken = condition.values if holds else np.logical_not(condition.values)
        if taken.all():
            return [(holds, (side, scope))]
        if taken.any():
            inside = within(
                writer, side, node.condition, holds, scope, Static(taken, condition.loops)
            )
            sides.append((holds, (side, inside)))
    return sides


def within(
    writer: Writer, node: Node, condition: Node, holds: bool, scope: Scope, taken: Static
) -> Scope:
    """The scope in which a node is written where only the `taken` index values matter."""
    if taken.values.ndim > len(taken.loops) or _harmless(writer, node, scope):
        return scope
    first = tuple(np.argwhere(taken.values)[0])
    moved: dict[Variable, Static] = {}
    for variable in writer.bound.game.builder.variables(condition):
        current = scope.values.get(variable) or writer.indices.whole(variable)
        grid = np.broadcast_to(current.spread(taken.loops), taken.values.shape)
        moved[variable] = Static(np.where(taken.values, grid, grid[first]), taken.loops)
    return scope.at(condition, holds, moved)


def _harmless(writer: Writer, root: Node, scope: Scope) -> bool:
    """Whether the node is defined for all index values, not only those that matter."""
    if has_partial(writer, root):
        return False
    for node in typed.postorder(root):
        if not isinstance(node, typed.Index):
            continue
        for item, size in zip(node.items, node.base.shape, strict=True):
            if isinstance(item, typed.Part) or not writer.indices.known(item):
                continue
            values = writer.indices.value(item, scope.values).values
            if values.min() < 0 or values.max() >= writer.bound.size(size):
                return False
    return True


# ---- conditions on values


def _guarded_sides(writer: Writer, node: Choice, scope: Scope) -> list[Need]:
    condition = writer.get(node.condition, scope)
    if not (has_partial(writer, node.yes) or has_partial(writer, node.no)):
        return [(node.yes, scope), (node.no, scope)]
    if not condition.text.isidentifier():
        condition = writer.assigned(condition, "t")
        writer.memo[writer.key(node.condition, scope)] = condition
    opposite = Value(f"~{condition.text}", ATOM, condition.loops, condition.sizes, "bool")
    return [(node.yes, scope.guarded(condition)), (node.no, scope.guarded(opposite))]
