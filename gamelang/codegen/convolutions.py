"""Convolutions as text: loops are batch axes of one convolution, families' kernels are mapped."""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.builtins.convolution import around
from gamelang.codegen.page import Page
from gamelang.codegen.values import ATOM, Value, common_loops
from gamelang.core.typed import Apply


def convolution(page: Page, node: Apply, values: Sequence[Value]) -> Value:
    image, kernel, bias = values[:3]
    stride = page.bound.number(node.arguments[3])
    assert stride is not None
    sizes = page.shape(node.shape)
    more = [str(stride)]
    if node.function == "deconvolve":
        sides = (kernel.sizes[0], kernel.sizes[1])
        zeros = [around(image.sizes[k], sizes[k], sides[k], int(stride)) for k in range(2)]
        more.append(str(tuple(zeros)))
    name, rest = page.tables.helper(node.function), ", ".join(more)
    if not kernel.loops and not bias.loops:
        text = f"{name}({image.text}, {kernel.text}, {bias.text}, {rest})"
        return Value(text, ATOM, image.loops, sizes)
    loops = common_loops(values[:3])
    texts = [page.filled(v, loops, v.sizes).text for v in values[:3]]
    mapped = f"lambda x, k, b: {name}(x, k, b, {rest})"
    for _ in loops:
        mapped = f"jax.vmap({mapped})"
    return Value(f"{mapped}({', '.join(texts)})", ATOM, loops, sizes)


def beside(page: Page, node: Apply, values: Sequence[Value]) -> Value:
    """Images with further channels."""
    image, more = values
    loops, sizes = common_loops(values), page.shape(node.shape)
    whole = page.filled(image, loops, image.sizes)
    extra = page.filled(more, loops, more.sizes)
    if len(more.sizes) == 1:
        marks = ", ".join([*[":"] * len(loops), "None", "None"])
        shape = (*page.lengths(loops), *sizes[:2], more.sizes[0])
        text = f"jnp.broadcast_to({extra.at(ATOM)}[{marks}], {shape})"
    else:
        text = extra.text
    return Value(f"jnp.concatenate([{whole.text}, {text}], axis=-1)", ATOM, loops, sizes)
