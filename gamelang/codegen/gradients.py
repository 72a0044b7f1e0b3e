"""`grad(f, x)` as a local function and `jax.grad` of it.

Loops are array axes, so the function is written for all their values at once. Its values for
different indices depend on different slices of x: the derivative of their sum is all derivatives.
"""

from __future__ import annotations

from collections.abc import Callable

from gamelang.codegen.indices import Loops, ordered
from gamelang.codegen.page import Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, Value
from gamelang.core.typed import Gradient, Node

Write = Callable[[Page, Node, Scope], Value]


def gradient(page: Page, node: Gradient, scope: Scope, write: Write) -> Value:
    """The derivative at a point that is written already."""
    loops = _loops(page, node, scope)
    at = page.filled(page.get(node.at, scope), loops, page.shape(node.shape))
    total, x = page.names.give("total"), page.names.give("x")
    symbol = Value(x, ATOM, loops, at.sizes)
    lines, body = _inside(page, node, scope, symbol, write)
    text = f"jnp.sum({body.text})" if body.rank else body.text
    page.lines.append(f"def {total}({x}):")
    page.lines += [f"    {line}" for line in (*lines, f"return {text}")]
    page.lines.append("")
    return Value(f"jax.grad({total})({at.text})", ATOM, loops, at.sizes)


def _loops(page: Page, node: Gradient, scope: Scope) -> Loops:
    """Every loop that the point or the function may depend on."""
    found = set(page.get(node.at, scope).loops)
    for variable in page.bound.game.builder.variables(node.body):
        found |= set((scope.values.get(variable) or page.indices.whole(variable)).loops)
    return ordered(found)


def _inside(
    page: Page, node: Gradient, scope: Scope, symbol: Value, write: Write
) -> tuple[list[str], Value]:
    """The lines of the function and its value. What they name is known to them alone."""
    lines, given, local, memo = page.lines, page.given, page.local, page.memo
    page.lines, page.given, page.local, page.memo = [], dict(given), dict(local), dict(memo)
    page.memo[page.key(node.symbol, scope)] = symbol
    body = write(page, node.body, scope)
    written = page.lines
    page.lines, page.given, page.local, page.memo = lines, given, local, memo
    return written, body
