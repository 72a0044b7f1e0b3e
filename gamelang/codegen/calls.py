"""Builtins as text: their own JAX forms on trailing axes, plainer ones where there are no loops."""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.codegen import access, arithmetic, arrays, convolutions
from gamelang.codegen.page import Page
from gamelang.codegen.scope import PARTIAL, Scope
from gamelang.codegen.templates import inside, template, together
from gamelang.codegen.values import (
    ATOM,
    COMPARISON,
    LOGIC,
    POWER,
    SIGN,
    SUM,
    Value,
    aligned,
    common_loops,
    common_sizes,
)
from gamelang.core.typed import Apply, Node

COMPARE = {"less": "<", "lesseq": "<=", "equal": "==", "unequal": "!="}
INTEGER = {"floordiv": "jnp.floor_divide", "mod": "jnp.mod"}
PLAIN = {  # where nothing is batched
    "trace": "jnp.trace({0})",
    "transpose": "{0}.T",
    "diag": "jnp.diag({0})",
    "solve": "jnp.linalg.solve({0}, {1})",
}


def needs(page: Page, node: Apply) -> tuple[Node, ...]:
    if node.function == "power":
        base, exponent = node.arguments
        return (base,) if page.bound.number(exponent) is not None else (base, exponent)
    if node.function == "cross_entropy" and arrays.by_label(node):
        known = page.indices.known(node.arguments[1])
        return node.arguments[:1] if known else node.arguments
    if node.function == "one_hot" and page.indices.known(node.arguments[0]):
        return ()
    return node.arguments


def call(page: Page, node: Apply, scope: Scope) -> Value:
    function = node.function
    if function == "shared":
        return page.get(node.arguments[0], scope)
    if function == "power":
        return arithmetic.power(page, node, scope)
    if function in COMPARE or function in ("and", "or", "not"):
        return _condition(function, [page.get(a, scope) for a in node.arguments])
    if function == "cross_entropy" and arrays.by_label(node):
        return arrays.label_entropy(page, node, scope)
    if function == "one_hot":
        return arrays.one_hot(page, node, scope)
    values = [page.get(a, scope) for a in node.arguments]
    if function in PARTIAL and values and not values[0].fixed:
        harmless = "1.0" if function not in ("inv", "solve") else arrays.identity(page, values[0])
        values[0] = arithmetic.guarded(page, values[0], scope, harmless)
    match function:
        case "zeros" | "ones":
            text = f"jnp.{function}({page.shape(node.shape)}, {page.dtype})"
            return Value(text, ATOM, (), page.shape(node.shape), fixed=True)
        case "eye":
            return Value(
                arrays.identity_of(page, node), ATOM, (), page.shape(node.shape), fixed=True
            )
        case "concat":
            return arrays.concat(page, values)
        case "reshape":
            return arrays.reshape(page, node, values[0])
        case "repeat":
            return access.repeated(page, values[0], values[0].loops, page.shape(node.shape)[0])
        case "dot" | "matmul" | "outer":
            return arrays.multiplied(function, values)
        case "dice":
            form = f"{page.tables.helper('dice')}({values[0].text})"
            return Value(form, ATOM, values[0].loops, ())
        case "log1p":
            return template("jnp.log1p", [values[0].text], values[0].loops, values[0].sizes)
        case "convolve" | "deconvolve":
            return convolutions.convolution(page, node, values)
        case "beside":
            return convolutions.beside(page, node, values)
        case "argmax":
            return arrays.position(page, node, values[0])
    if function in INTEGER:
        texts, loops, sizes = together(values)
        return template(INTEGER[function], texts, loops, sizes)
    return _builtin(page, node, values)


def _condition(function: str, values: Sequence[Value]) -> Value:
    loops, sizes = common_loops(values), common_sizes(values)
    fixed, python = all(v.fixed for v in values), False
    if function == "not":
        text, level = f"~{values[0].at(ATOM)}", SIGN
    elif function in COMPARE:
        a, b = (aligned(v, loops, len(sizes), SUM) for v in values)
        text, level = f"{a} {COMPARE[function]} {b}", COMPARISON
    else:
        sign = " & " if function == "and" else " | "
        text = sign.join(aligned(v, loops, len(sizes), POWER) for v in values)
        level = LOGIC
    return Value(text, level, loops, sizes, "bool", python, fixed)


def _builtin(page: Page, node: Apply, values: list[Value]) -> Value:
    """The record's JAX form, on trailing axes; loops are leading batch axes."""
    rule = entries("gamelang.builtins", Builtin)[node.function]
    loops = common_loops(values)
    batched = bool(loops)
    fixed = all(v.fixed for v in values)
    sizes = page.shape(node.shape)
    if node.function == "norm":
        axis = _axis(node, values[0], batched)
        name = page.tables.helper("norm")
        return Value(f"{name}({values[0].text}{axis})", ATOM, loops, sizes, fixed=fixed)
    ranks = tuple(len(v.sizes) for v in values)
    form = rule.jax if isinstance(rule.jax, str) else rule.jax(ranks)
    if not batched and node.function in PLAIN and not (node.function == "diag" and ranks == (2,)):
        form = PLAIN[node.function] if ranks[0] != 1 or node.function != "transpose" else "{0}"
    if rule.family == "elementwise":
        own = len(common_sizes(values))
        texts = [aligned(v, loops, own, SUM) for v in values]
    else:
        texts = [aligned(v, loops, len(v.sizes), SUM) for v in values]
    form = form.replace(", axis={axis}", _axis(node, values[0], batched)) if values else form
    form = form.replace("{shape}", str(sizes))
    spots = [form.find(f"{{{k}}}") for k in range(len(texts))]
    texts = [
        inside(form, spot, k, text) for k, (spot, text) in enumerate(zip(spots, texts, strict=True))
    ]
    made = template(form, texts, loops, sizes)
    python = node.function in ("pi", "inf")
    if python:
        return Value(rule.jax if isinstance(rule.jax, str) else "", ATOM, python=True, fixed=True)
    return Value(made.text, made.level, loops, sizes, fixed=fixed)


def _axis(node: Apply, value: Value, batched: bool) -> str:
    """`, axis=...` counted from the end; nothing where the whole of an unbatched array is meant."""
    rank = len(value.sizes)
    if node.axis is not None:
        return f", axis={node.axis - rank}"
    if node.function in ("softmax", "log_softmax"):
        return ", axis=-1"
    if not batched:
        return ""
    return f", axis={tuple(range(-rank, 0)) if rank > 1 else -1}"
