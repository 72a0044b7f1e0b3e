"""`a if condition else b`: decided now where the condition is on indices, else a guarded where."""

from __future__ import annotations

import numpy as np

from gamelang.codegen.indices import Static
from gamelang.codegen.page import Need, Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, SUM, Value, aligned, common_loops, common_sizes
from gamelang.core import typed
from gamelang.core.typed import Choice, Node, Variable


def needs(page: Page, node: Choice, scope: Scope) -> list[Need]:
    if page.indices.known(node.condition):
        return [need for _, need in _known_sides(page, node, scope)]
    condition = page.key(node.condition, scope)
    if condition not in page.memo:
        return [condition]
    return _guarded_sides(page, node, scope)


def choice(page: Page, node: Choice, scope: Scope) -> Value:
    if page.indices.known(node.condition):
        condition = page.mask(page.indices.value(node.condition, scope.values))
        sides = [page.get(*need) for _, need in _known_sides(page, node, scope)]
        if len(sides) == 1:
            return sides[0]
    else:
        condition = page.get(node.condition, scope)
        sides = [page.get(*need) for need in _guarded_sides(page, node, scope)]
    return where(condition, *sides)


def where(condition: Value, yes: Value, no: Value) -> Value:
    values = (condition, yes, no)
    loops, sizes = common_loops(values), common_sizes(values)
    texts = ", ".join(aligned(v, loops, len(sizes), SUM) for v in values)
    fixed = condition.fixed and yes.fixed and no.fixed
    return Value(f"jnp.where({texts})", ATOM, loops, sizes, "real", False, fixed)


# ---- conditions on indices


def _known_sides(page: Page, node: Choice, scope: Scope) -> list[tuple[bool, Need]]:
    """The sides that are taken somewhere, each at index values at which it is taken."""
    condition = page.indices.value(node.condition, scope.values)
    sides: list[tuple[bool, Need]] = []
    for holds, side in ((True, node.yes), (False, node.no)):
        taken = condition.values if holds else np.logical_not(condition.values)
        if taken.all():
            return [(holds, (side, scope))]
        if taken.any():
            inside = within(
                page, side, node.condition, holds, scope, Static(taken, condition.loops)
            )
            sides.append((holds, (side, inside)))
    return sides


def within(
    page: Page, node: Node, condition: Node, holds: bool, scope: Scope, taken: Static
) -> Scope:
    """The scope in which a node is written where only the `taken` index values matter."""
    if taken.values.ndim > len(taken.loops) or _harmless(page, node, scope):
        return scope
    first = tuple(np.argwhere(taken.values)[0])
    moved: dict[Variable, Static] = {}
    for variable in page.bound.game.builder.variables(condition):
        current = scope.values.get(variable) or page.indices.whole(variable)
        grid = np.broadcast_to(current.spread(taken.loops), taken.values.shape)
        moved[variable] = Static(np.where(taken.values, grid, grid[first]), taken.loops)
    return scope.at(condition, holds, moved)


def _harmless(page: Page, root: Node, scope: Scope) -> bool:
    """Whether the node is defined for all index values, not only those that matter."""
    if page.scopes.has_partial(root):
        return False
    for node in typed.postorder(root):
        if not isinstance(node, typed.Index):
            continue
        for item, size in zip(node.items, node.base.shape, strict=True):
            if isinstance(item, typed.Part) or not page.indices.known(item):
                continue
            values = page.indices.value(item, scope.values).values
            if values.min() < 0 or values.max() >= page.bound.size(size):
                return False
    return True


# ---- conditions on values


def _guarded_sides(page: Page, node: Choice, scope: Scope) -> list[Need]:
    condition = page.get(node.condition, scope)
    if not (page.scopes.has_partial(node.yes) or page.scopes.has_partial(node.no)):
        return [(node.yes, scope), (node.no, scope)]
    if not condition.text.isidentifier():
        condition = page.assigned(condition, "t")
        page.memo[page.key(node.condition, scope)] = condition
    opposite = Value(f"~{condition.text}", ATOM, condition.loops, condition.sizes, "bool")
    return [(node.yes, scope.guarded(condition)), (node.no, scope.guarded(opposite))]


def pick(page: Page, node: typed.Pick, scope: Scope) -> Value:
    """How many of the cumulated probabilities the noise passes, the last one left out."""
    p, noise = page.get(node.probabilities, scope), page.get(node.noise, scope)
    loops = common_loops([p, noise])
    steps = f"jnp.cumsum({p.text}, axis=-1)[..., :-1]"
    wide = Value(steps, ATOM, p.loops, (p.sizes[0] - 1,))
    low, high = aligned(wide, loops, 1, SUM), f"{aligned(noise, loops, 0, ATOM)}[..., None]"
    text = f"jnp.sum({low} <= {high}, axis=-1).astype({page.dtype})"
    return Value(text, ATOM, loops, ())
