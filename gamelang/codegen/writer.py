"""Typed expressions to lines of JAX: each shared expression is one assignment.

Index variables become array axes: an expression is written once, for all values of its indices.
Walks with an explicit stack; memo by node and scope.
"""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.codegen import (
    access,
    arithmetic,
    calls,
    choices,
    contraction,
    externs,
    gradients,
    scans,
)
from gamelang.codegen.page import Need, Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, Value
from gamelang.core import typed
from gamelang.core.typed import Node, Parameter, Variable


def write(page: Page, roots: Sequence[Node]) -> list[Value]:
    """The values of expressions without free loop variables other than a family's."""
    page.count_uses(roots)
    return [value(page, root, page.scopes.base) for root in roots]


def value(page: Page, root: Node, scope: Scope) -> Value:
    stack: list[Need] = [page.key(root, scope)]
    while stack:
        need = stack[-1]
        if need in page.memo:
            stack.pop()
            continue
        if page.step is not None and page.step.from_outside(*need):
            outside = value(page.step.outer, *stack.pop())
            page.memo[need] = page.step.taken(page, outside)
            continue
        waiting = [page.key(*n) for n in _needs(page, *need)]
        waiting = [n for n in waiting if n not in page.memo]
        if waiting:
            stack.extend(reversed(waiting))
            continue
        stack.pop()
        page.memo[need] = page.kept(need[0], _computed(page, *need))
    return page.memo[page.key(root, scope)]


def _needs(page: Page, node: Node, scope: Scope) -> list[Need]:
    """What must be written before the node."""
    if page.constant_value(node) is not None or page.indices.known(node):
        return []
    match node:
        case typed.Sum() | typed.Product():
            return [(part, scope) for part in arithmetic.parts(page, node)]
        case typed.Reduction():
            return contraction.needs(page, node, scope)
        case typed.Choice():
            return choices.needs(page, node, scope)
        case typed.Index(base, items):
            return access.needs(page, base, items, scope)
        case typed.Apply():
            return [(a, scope) for a in calls.needs(page, node)]
        case typed.Gradient(at=at):
            return [(at, scope)]
        case typed.Extern():
            return externs.needs(page, node, scope)
        case typed.Trace(scan):
            return [(start, scope) for start in scan.starts]
        case _:
            return [(child, scope) for child in typed.children(node)]


def _computed(page: Page, node: Node, scope: Scope) -> Value:
    constant = page.constant_value(node)
    if constant is not None:
        return constant
    if not isinstance(node, typed.Number) and page.indices.known(node):
        return page.known(page.indices.value(node, scope.values), node.kind)
    match node:
        case Parameter():
            page.used_leaves[node] = None
            return Value(page.leaves[node], ATOM, (), page.bound.shape(node.shape))
        case typed.Batch():
            page.used_leaves[node] = None
            return Value(page.leaves[node], ATOM, (), page.bound.shape(node.shape), fixed=True)
        case typed.Pick():
            return choices.pick(page, node, scope)
        case typed.Constant():
            return page.constant(node)
        case typed.Sum():
            return arithmetic.sum_of(page, node, scope)
        case typed.Product():
            return arithmetic.product_of(page, node, scope)
        case typed.Apply():
            return calls.call(page, node, scope)
        case typed.Index(base, items):
            return access.index(page, base, items, scope)
        case typed.Stack(items):
            return access.stack(page, [page.get(i, scope) for i in items])
        case typed.Comprehension(variable, body):
            return access.axis_of(page, page.get(body, scope), variable)
        case typed.Reduction():
            return contraction.reduction(page, node, scope)
        case typed.Trace():
            return scans.trace(page, node, scope, value)
        case typed.Choice():
            return choices.choice(page, node, scope)
        case typed.Gradient():
            return gradients.gradient(page, node, scope, value)
        case typed.Extern():
            return externs.call(page, node, scope)
        case typed.Number() | typed.Size() | Variable():
            raise AssertionError("a number is a known value")
    raise AssertionError(f"unknown node {type(node).__name__}")
