"""Calls of networks bound from Python: one sample at a time to them, `jax.vmap` over the loops."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np

from gamelang.codegen.page import Need, Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, Value, common_loops
from gamelang.core.game import TypedGame
from gamelang.core.typed import Extern, Node

Write = Callable[[Page, Node, Scope], Value]
HEAD = """\
# Networks bound from Python, to be put here before use: for each name an object with two functions,
#     init(key) -> weights, one vector
#     apply(weights, *inputs) -> output, of one sample
# `gamelang.load(path, externs={...}).externs` has such objects.
externs = {}  # """


def head(game: TypedGame) -> str:
    """Where the emitted module looks for them; nothing where it needs none."""
    return HEAD + ", ".join(game.externs) if game.externs else ""


def bound(name: str, function: str) -> str:
    """`externs["D"].apply`"""
    return f"externs[{json.dumps(name)}].{function}"


def needs(page: Page, node: Extern, scope: Scope) -> list[Need]:
    inputs = (x for k, x in enumerate(node.inputs) if not _static(page, node, k))
    return [(part, scope) for part in (node.weights, *inputs)]


def _static(page: Page, node: Extern, k: int) -> bool:
    """Whether an input is an index that is known now."""
    return k in node.indices and page.indices.known(node.inputs[k])


def call(page: Page, node: Extern, scope: Scope) -> Value:
    weights = page.get(node.weights, scope)
    values = [weights, *(_input(page, node, k, scope) for k in range(len(node.inputs)))]
    loops = common_loops(values)
    function = bound(node.name, "apply")
    for variable in reversed(loops):
        axes = ", ".join("0" if variable in value.loops else "None" for value in values)
        function = f"jax.vmap({function}, ({axes}))"
    texts = ", ".join(value.text for value in values)
    return Value(f"{function}({texts})", ATOM, loops, page.shape(node.shape))


def _input(page: Page, node: Extern, k: int, scope: Scope) -> Value:
    """An array of the parameters' dtype; an index is an integer."""
    given = node.inputs[k]
    if _static(page, node, k):
        place = page.indices.value(given, scope.values)
        if place.values.ndim == 0:
            return Value(f"np.int32({int(place.values)})", ATOM)
        return Value(page.place(place.values.astype(np.int32)), ATOM, place.loops)
    value = page.get(given, scope)
    if k in node.indices:
        return Value(f"{value.at(ATOM)}.astype(np.int32)", ATOM, value.loops)
    return page.filled(value, value.loops, page.shape(given.shape))


def started(name: str, key: str, family: Sequence[int]) -> str:
    """Starting weights in the given dtype; each member of a family has its own."""
    init = bound(name, "init")
    keys = key
    for _ in family:
        init = f"jax.vmap({init})"
    if family:
        keys = f"jax.random.split({key}, {tuple(family)})"
    return f"{init}({keys}).astype(dtype)"
