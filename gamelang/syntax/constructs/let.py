"""`let y[i in n]: real = a[i]`, with `from` a recurrence, with `~` a random value."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.syntax.constructs.indices import Indices
from gamelang.syntax.pieces import Construct, Parts, RefusalError


def build(parts: Parts) -> ast.Let:
    indices = parts.find(Indices)
    kind = parts.find(ast.Type)
    value, *start = parts.expressions()
    if parts.has("~") and kind is None:
        raise RefusalError(_typeless(parts))
    return ast.Let(
        parts.name(),
        indices.variables if indices else (),
        kind,
        value,
        parts.has("~"),
        start[0] if start else None,
        parts.span,
        parts.name_span(),
    )


def _typeless(parts: Parts) -> Diagnostic:
    name = parts.name()
    return Diagnostic(
        "G032",
        f"the random `{name}` has no type",
        parts.name_span(),
        "a drawn value needs a type",
        help=f"write `let {name}: real ~ ...`, or the type that fits",
    )


CONSTRUCT = Construct("let", build)
