"""Builtins that join, fill, reshape, multiply and look into whole arrays, as text."""

from __future__ import annotations

import numpy as np

from gamelang.codegen.indices import ordered
from gamelang.codegen.page import Page
from gamelang.codegen.scope import Scope
from gamelang.codegen.values import ATOM, PRODUCT, SIGN, Value, common_loops
from gamelang.core.typed import Apply

PRODUCTS = {  # where nothing is batched
    "dot": "{0} @ {1}",
    "matmul": "{0} @ {1}",
    "outer": "jnp.outer({0}, {1})",
}


def multiplied(function: str, values: list[Value]) -> Value:
    """dot, matmul and outer: einsum where the second has loops."""
    a, b = values
    loops = common_loops(values)
    if not loops:
        form = PRODUCTS[function]
        if function == "outer":
            return Value(form.format(a.text, b.text), ATOM, (), (*a.sizes, *b.sizes))
        sizes = (*a.sizes[:-1], *b.sizes[1:])
        return Value(form.format(a.at(SIGN), b.at(SIGN)), PRODUCT, (), sizes)
    if function != "outer" and not b.loops:
        return Value(f"{a.at(SIGN)} @ {b.at(SIGN)}", PRODUCT, loops, (*a.sizes[:-1], *b.sizes[1:]))
    letters = {v: "ijklmnopqrst"[k] for k, v in enumerate(loops)}
    left, right = "xy"[-len(a.sizes) :], "yz"[: len(b.sizes)]
    if function == "outer":
        left, right = "x", "z"
    out = "".join(letter for letter in left + right if (left + right).count(letter) == 1)
    subscripts = [
        "".join(letters[v] for v in value.loops) + own for value, own in ((a, left), (b, right))
    ]
    result = "".join(letters[v] for v in loops) + out
    lengths = dict(zip(left + right, a.sizes + b.sizes, strict=True))
    text = f'jnp.einsum("{",".join(subscripts)}->{result}", {a.text}, {b.text})'
    return Value(text, ATOM, loops, tuple(lengths[x] for x in out))


def identity_of(page: Page, node: Apply) -> str:
    return f"jnp.eye({page.shape(node.shape)[0]}, dtype={page.dtype})"


def identity(page: Page, matrix: Value) -> str:
    return f"jnp.eye({matrix.sizes[-1]}, dtype={page.dtype})"


def one_hot(page: Page, node: Apply, scope: Scope) -> Value:
    """A table where the index is known, else by comparing when the code runs."""
    sizes, place = page.shape(node.shape), node.arguments[0]
    if page.indices.known(place):
        known = page.indices.value(place, scope.values)
        values = known.values.clip(0, sizes[-1] - 1)
        table = page.table(np.eye(sizes[-1])[values], "hot", "hot_values")
        return Value(table.text, ATOM, known.loops, sizes, fixed=True)
    value = page.get(place, scope)
    index = f"{value.at(ATOM)}.astype(np.int32)"
    text = f"jax.nn.one_hot({index}, {sizes[-1]}, dtype={page.dtype})"
    return Value(text, ATOM, value.loops, sizes, fixed=value.fixed)


def concat(page: Page, values: list[Value]) -> Value:
    loops = common_loops(values)
    values = [page.filled(v, loops, v.sizes) if loops else v for v in values]
    axis = f", axis={len(loops)}" if loops else ""
    text = f"jnp.concatenate([{', '.join(v.text for v in values)}]{axis})"
    sizes = (sum(v.sizes[0] for v in values), *values[0].sizes[1:])
    return Value(text, ATOM, loops, sizes, fixed=all(v.fixed for v in values))


def reshape(page: Page, node: Apply, value: Value) -> Value:
    sizes = page.shape(node.shape)
    shape = (*page.lengths(value.loops), *sizes)
    text = f"jnp.reshape({value.text}, {shape})"
    return Value(text, ATOM, value.loops, sizes, fixed=value.fixed)


def position(page: Page, node: Apply, value: Value) -> Value:
    """argmax as a number; an index casts it back."""
    axis = len(value.sizes) - 1 if node.axis is None else node.axis
    text = f"jnp.argmax({value.text}, axis={axis - len(value.sizes)}).astype({page.dtype})"
    return Value(text, ATOM, value.loops, page.shape(node.shape))


def by_label(node: Apply) -> bool:
    logits, label = node.arguments
    return len(label.shape) < len(logits.shape)


def _drawn_label_entropy(page: Page, logits: Value, label: Value) -> Value:
    """The same with a label that is only known when the code runs."""
    loops = common_loops([logits, label])
    wide, places = (page.filled(v, loops, v.sizes) for v in (logits, label))
    scores = f"jax.nn.log_softmax({wide.text}, axis=-1)"
    index = f"{places.at(ATOM)}.astype(np.int32)[..., None]"
    text = f"-jnp.take_along_axis({scores}, {index}, axis=-1)[..., 0]"
    return Value(text, SIGN, loops, logits.sizes[:-1])


def label_entropy(page: Page, node: Apply, scope: Scope) -> Value:
    """-log_softmax(logits)[label], with the label an index."""
    logits = page.get(node.arguments[0], scope)
    if not page.indices.known(node.arguments[1]):
        return _drawn_label_entropy(page, logits, page.get(node.arguments[1], scope))
    label = page.indices.value(node.arguments[1], scope.values)
    loops = ordered({*logits.loops, *label.loops})
    shape = (*page.lengths(loops), *logits.sizes[:-1])
    places = np.broadcast_to(label.spread(loops), shape)[..., None]
    wide = page.filled(logits, loops, logits.sizes)
    scores = f"jax.nn.log_softmax({wide.text}, axis=-1)"
    text = f"-jnp.take_along_axis({scores}, {page.place(places)}, axis=-1)[..., 0]"
    return Value(text, SIGN, loops, logits.sizes[:-1])
