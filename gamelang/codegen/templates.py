"""JAX forms of builtins as templates: filled with texts, in parentheses where they need them."""

from __future__ import annotations

from collections.abc import Sequence

from gamelang.codegen.indices import Loops
from gamelang.codegen.values import (
    ATOM,
    PRODUCT,
    SIGN,
    SUM,
    Value,
    aligned,
    common_loops,
    common_sizes,
)


def together(values: Sequence[Value]) -> tuple[list[str], Loops, tuple[int, ...]]:
    """Texts that combine entry by entry, with their loops and their own sizes."""
    loops, sizes = common_loops(values), common_sizes(values)
    return [aligned(v, loops, len(sizes), SUM) for v in values], loops, sizes


def template(form: str, texts: Sequence[str], loops: Loops, sizes: tuple[int, ...]) -> Value:
    """A dotted name applied to texts, or a template filled with them."""
    text = form.format(*texts) if "{" in form else f"{form}({', '.join(texts)})"
    return Value(text, level(text), loops, sizes)


def level(text: str) -> int:
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


def inside(form: str, spot: int, number: int, text: str) -> str:
    """Parentheses unless the place in the template is a whole argument of a call."""
    if "{" not in form:
        return text
    before = form[:spot].rstrip()[-1:]
    after = form[spot + len(f"{{{number}}}") :].lstrip()[:1]
    alone = before in ("(", ",") and after in (")", ",")
    simple = level(text) == ATOM and not any(c in text for c in " +-/<>=&|~")
    return text if alone or simple else f"({text})"
