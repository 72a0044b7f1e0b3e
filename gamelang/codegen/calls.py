"""Builtins as text: their own JAX forms on trailing axes, plainer ones where there are no loops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.codegen import access, arithmetic
from gamelang.codegen.indices import Loops, ordered
from gamelang.codegen.page import Page
from gamelang.codegen.scope import PARTIAL, Scope
from gamelang.codegen.values import (
    ATOM,
    COMPARISON,
    LOGIC,
    POWER,
    PRODUCT,
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
    "dot": "{0} @ {1}",
    "matmul": "{0} @ {1}",
    "outer": "jnp.outer({0}, {1})",
    "trace": "jnp.trace({0})",
    "transpose": "{0}.T",
    "diag": "jnp.diag({0})",
    "solve": "jnp.linalg.solve({0}, {1})",
}


def needs(page: Page, node: Apply) -> tuple[Node, ...]:
    if node.function == "power":
        base, exponent = node.arguments
        return (base,) if page.bound.number(exponent) is not None else (base, exponent)
    if node.function == "cross_entropy" and _by_label(node):
        return node.arguments[:1]
    return node.arguments


def call(page: Page, node: Apply, scope: Scope) -> Value:
    function = node.function
    if function == "shared":
        return page.get(node.arguments[0], scope)
    if function == "power":
        return arithmetic.power(page, node, scope)
    if function in COMPARE or function in ("and", "or", "not"):
        return _condition(function, [page.get(a, scope) for a in node.arguments])
    if function == "cross_entropy" and _by_label(node):
        return _label_entropy(page, node, scope)
    values = [page.get(a, scope) for a in node.arguments]
    if function in PARTIAL and values and not values[0].fixed:
        harmless = "1.0" if function not in ("inv", "solve") else _identity(page, values[0])
        values[0] = arithmetic.guarded(page, values[0], scope, harmless)
    match function:
        case "zeros" | "ones":
            text = f"jnp.{function}({page.shape(node.shape)}, {page.dtype})"
            return Value(text, ATOM, (), page.shape(node.shape), fixed=True)
        case "eye":
            return Value(_identity_of(page, node), ATOM, (), page.shape(node.shape), fixed=True)
        case "one_hot":
            return _one_hot(page, node, values[0])
        case "concat":
            return _concat(page, values)
        case "reshape":
            return _reshape(page, node, values[0])
        case "repeat":
            return access.repeated(page, values[0], values[0].loops, page.shape(node.shape)[0])
        case "dot" | "matmul" | "outer":
            return _multiplied(page, function, values)
        case "log1p":
            return _template("jnp.log1p", [values[0].text], values[0].loops, values[0].sizes)
        case "argmax":
            return _position(page, node, values[0])
    if function in INTEGER:
        texts, loops, sizes = _together(values)
        return _template(INTEGER[function], texts, loops, sizes)
    return _builtin(page, node, values)


def _together(values: Sequence[Value]) -> tuple[list[str], Loops, tuple[int, ...]]:
    loops, sizes = common_loops(values), common_sizes(values)
    return [aligned(v, loops, len(sizes), SUM) for v in values], loops, sizes


def _template(form: str, texts: Sequence[str], loops: Loops, sizes: tuple[int, ...]) -> Value:
    """A dotted name applied to texts, or a template filled with them."""
    text = form.format(*texts) if "{" in form else f"{form}({', '.join(texts)})"
    level = _level(text)
    return Value(text, level, loops, sizes)


def _level(text: str) -> int:
    """The level of a filled template: a call or subscript, a negated one, or a product."""
    if text.startswith("-"):
        return SIGN
    depth = 0
    for k, letter in enumerate(text):
        depth += letter in "([" or 0
        depth -= letter in ")]" or 0
        if depth == 0 and letter in "*@" and k:
            return PRODUCT
    return ATOM


# ---- conditions


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


# ---- builtins by their records


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
        _inside(form, spot, k, text)
        for k, (spot, text) in enumerate(zip(spots, texts, strict=True))
    ]
    made = _template(form, texts, loops, sizes)
    python = node.function in ("pi", "inf")
    if python:
        return Value(rule.jax if isinstance(rule.jax, str) else "", ATOM, python=True, fixed=True)
    return Value(made.text, made.level, loops, sizes, fixed=fixed)


def _inside(form: str, spot: int, number: int, text: str) -> str:
    """Parentheses unless the place in the template is a whole argument of a call."""
    if "{" not in form:
        return text
    before = form[:spot].rstrip()[-1:]
    after = form[spot + len(f"{{{number}}}") :].lstrip()[:1]
    alone = before in ("(", ",") and after in (")", ",")
    simple = _level(text) == ATOM and not any(c in text for c in " +-/<>=&|~")
    return text if alone or simple else f"({text})"


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


# ---- products of arrays


def _multiplied(page: Page, function: str, values: list[Value]) -> Value:
    a, b = values
    loops = common_loops(values)
    if not loops:
        form = PLAIN[function]
        if function == "outer":
            return Value(form.format(a.text, b.text), ATOM, (), (*a.sizes, *b.sizes))
        sizes = (*a.sizes[:-1], *b.sizes[1:])
        return Value(form.format(a.at(SIGN), b.at(SIGN)), PRODUCT, (), sizes)
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


# ---- shaping


def _identity_of(page: Page, node: Apply) -> str:
    return f"jnp.eye({page.shape(node.shape)[0]}, dtype={page.dtype})"


def _identity(page: Page, matrix: Value) -> str:
    return f"jnp.eye({matrix.sizes[-1]}, dtype={page.dtype})"


def _one_hot(page: Page, node: Apply, place: Value) -> Value:
    size = page.shape(node.shape)[-1]
    text = f"jax.nn.one_hot({place.text}, {size}, dtype={page.dtype})"
    return Value(text, ATOM, place.loops, page.shape(node.shape), fixed=place.fixed)


def _concat(page: Page, values: list[Value]) -> Value:
    loops = common_loops(values)
    values = [page.filled(v, loops, v.sizes) if loops else v for v in values]
    axis = f", axis={len(loops)}" if loops else ""
    text = f"jnp.concatenate([{', '.join(v.text for v in values)}]{axis})"
    sizes = (sum(v.sizes[0] for v in values), *values[0].sizes[1:])
    return Value(text, ATOM, loops, sizes, fixed=all(v.fixed for v in values))


def _reshape(page: Page, node: Apply, value: Value) -> Value:
    sizes = page.shape(node.shape)
    shape = (*page.lengths(value.loops), *sizes)
    text = f"jnp.reshape({value.text}, {shape})"
    return Value(text, ATOM, value.loops, sizes, fixed=value.fixed)


def _position(page: Page, node: Apply, value: Value) -> Value:
    """argmax as a number; an index casts it back."""
    axis = len(value.sizes) - 1 if node.axis is None else node.axis
    text = f"jnp.argmax({value.text}, axis={axis - len(value.sizes)}).astype({page.dtype})"
    return Value(text, ATOM, value.loops, page.shape(node.shape))


def _by_label(node: Apply) -> bool:
    logits, label = node.arguments
    return len(label.shape) < len(logits.shape)


def _label_entropy(page: Page, node: Apply, scope: Scope) -> Value:
    """-log_softmax(logits)[label], with the label an index that is known."""
    logits = page.get(node.arguments[0], scope)
    label = page.indices.value(node.arguments[1], scope.values)
    loops = ordered({*logits.loops, *label.loops})
    shape = (*page.lengths(loops), *logits.sizes[:-1])
    places = np.broadcast_to(label.spread(loops), shape)[..., None]
    wide = page.filled(logits, loops, logits.sizes)
    scores = f"jax.nn.log_softmax({wide.text}, axis=-1)"
    text = f"-jnp.take_along_axis({scores}, {page.place(places)}, axis=-1)[..., 0]"
    return Value(text, SIGN, loops, logits.sizes[:-1])
