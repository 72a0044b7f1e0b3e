"""Reductions over an index: matrix products, einsums, and sums along an array axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gamelang.codegen import choices
from gamelang.codegen.arithmetic import multiplied
from gamelang.codegen.indices import Loops, Static, ordered
from gamelang.codegen.page import Need, Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import (
    ATOM,
    PRODUCT,
    SIGN,
    Value,
    common_loops,
    common_sizes,
    literal,
)
from gamelang.core.typed import Node, Product, Reduction, Variable

NEUTRAL = {"sum": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf, "logsumexp": -np.inf}
FUNCTION = {
    "sum": "jnp.sum",
    "prod": "jnp.prod",
    "max": "jnp.max",
    "min": "jnp.min",
    "logsumexp": "jax.nn.logsumexp",
}


def needs(page: Page, node: Reduction, scope: Scope) -> list[Need]:
    if node.condition is None:
        return [(f, scope) for f in _factors(page, node)]
    if not page.indices.known(node.condition):
        condition = page.key(node.condition, scope)
        if condition not in page.memo:
            return [condition]
        return [(node.body, _guarded(page, node, scope))]
    taken = page.indices.value(node.condition, scope.values)
    if not taken.values.any():
        return []
    inside = choices.within(page, node.body, node.condition, True, scope, taken)
    return [(f, inside) for f in _factors(page, node)]


def _factors(page: Page, node: Reduction) -> tuple[Node, ...]:
    """The factors of a sum's body, which a contraction takes one by one."""
    if node.function == "sum" and isinstance(node.body, Product):
        return node.body.factors
    return (node.body,)


def reduction(page: Page, node: Reduction, scope: Scope) -> Value:
    variable, condition = node.variable, node.condition
    if condition is None:
        values = [page.get(*need) for need in needs(page, node, scope)]
        return _contracted(page, node, values, [])
    if not page.indices.known(condition):
        body = page.get(node.body, _guarded(page, node, scope))
        masked = choices.where(page.get(condition, scope), body, literal(NEUTRAL[node.function]))
        return _contracted(page, node, [masked], [])
    taken = page.indices.value(condition, scope.values)
    if not taken.values.any():
        return literal(NEUTRAL[node.function])
    values = [page.get(*need) for need in needs(page, node, scope)]
    if taken.values.all():
        return _contracted(page, node, values, [])
    moved = choices.within(page, node.body, condition, True, scope, taken) is not scope
    if node.function == "sum" and not moved and variable in taken.loops:
        return _contracted(page, node, values, [_weights(page, taken)])
    body = multiplied(page, values)
    masked = choices.where(page.mask(taken), body, literal(NEUTRAL[node.function]))
    return _contracted(page, node, [masked], [])


def _guarded(page: Page, node: Reduction, scope: Scope) -> Scope:
    assert node.condition is not None
    condition = page.get(node.condition, scope)
    if not condition.text.isidentifier():
        condition = page.assigned(condition, "t")
        page.memo[page.key(node.condition, scope)] = condition
    return scope.guarded(condition)


def _weights(page: Page, taken: Static) -> Value:
    """A mask as zeros and ones."""
    table = page.table(taken.values.astype(np.float64), "selected", "mask")
    return Value(table.text, ATOM, taken.loops, (), fixed=True)


def _contracted(
    page: Page, node: Reduction, values: Sequence[Value], masks: Sequence[Value]
) -> Value:
    """Σ over the variable of the product of the values (for other reductions, of the one value)."""
    variable = node.variable
    outside = [v for v in values if variable not in v.loops]
    inside = [v for v in (*masks, *values) if variable in v.loops]
    if not inside or (node.function != "sum" and outside):
        loops = ordered({*common_loops(values), variable})
        body = page.filled(multiplied(page, values), loops, common_sizes(values))
        inside, outside = [body], []
    merged = _merged(page, inside)
    value = _along(page, node.function, merged[0], variable)
    if len(merged) > 1:
        value = _product_sum(merged, variable)
    return multiplied(page, [*outside, value]) if outside else value


def _merged(page: Page, values: Sequence[Value]) -> list[Value]:
    """Factors with the same loops multiplied: of vectors two are left, for a dot product."""
    groups: dict[tuple[Loops, bool], list[Value]] = {}
    for value in values:
        groups.setdefault((value.loops, bool(value.sizes)), []).append(value)
    if len(groups) == 1:
        ((loops, own), group) = next(iter(groups.items()))
        if len(loops) == 1 and not own and len(group) > 1:
            return [multiplied(page, group[:-1]), group[-1]]
    return [multiplied(page, group) for group in groups.values()]


def _along(page: Page, function: str, value: Value, variable: Variable) -> Value:
    """The reduction of one array along a loop axis."""
    place = value.loops.index(variable)
    loops = tuple(v for v in value.loops if v is not variable)
    if value.rank == 1:
        text = f"{FUNCTION[function]}({value.text})"
    else:
        text = f"{FUNCTION[function]}({value.text}, axis={place})"
    return Value(text, ATOM, loops, value.sizes, fixed=value.fixed)


# ---- sums of products


def _product_sum(values: Sequence[Value], variable: Variable) -> Value:
    """A matrix product where it is one, else an einsum."""
    loops = tuple(v for v in common_loops(values) if v is not variable)
    sizes, fixed = common_sizes(values), all(v.fixed for v in values)
    if len(values) == 2 and not sizes:
        for a, b in (values, values[::-1]):
            if _multiplies(a.loops, b.loops, variable, loops):
                text = f"{a.at(SIGN)} @ {b.at(SIGN)}"
                return Value(text, PRODUCT, loops, (), fixed=fixed)
    return contracted([(v, v.loops) for v in values], loops, sizes)


def _multiplies(a: Loops, b: Loops, variable: Variable, loops: Loops) -> bool:
    """Whether a @ b sums over the variable and has the axes wanted."""
    if a[-1] is not variable or len(a) > 2 or len(b) > 2 or b[0] is not variable:
        return False
    return (*a[:-1], *b[1:]) == loops


def contracted(
    operands: Sequence[tuple[Value, Loops]],
    loops: Loops,
    sizes: tuple[int, ...],
) -> Value:
    """einsum of operands whose own axes are all alike (or none)."""
    letters: dict[object, str] = {}
    alphabet = iter("ijklmnpqrstuvwxyzabcdefgh")

    def letter(axis: object) -> str:
        if axis not in letters:
            letters[axis] = next(alphabet)
        return letters[axis]

    terms = []
    for value, axes in operands:
        own = range(len(value.sizes))
        terms.append("".join(letter(v) for v in axes) + "".join(letter(k) for k in own))
    out = "".join(letter(v) for v in loops) + "".join(letter(k) for k in range(len(sizes)))
    texts = ", ".join(v.text for v, _ in operands)
    fixed = all(v.fixed for v, _ in operands)
    return Value(
        f'jnp.einsum("{",".join(terms)}->{out}", {texts})', ATOM, loops, sizes, fixed=fixed
    )
