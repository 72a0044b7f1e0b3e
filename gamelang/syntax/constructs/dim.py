"""`dim n >= 2 = 5`: a size, perhaps with its smallest value and its value."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Span
from gamelang.syntax.pieces import Construct, Parts, RefusalError, token_span
from gamelang.syntax.quoting import exact


def build(parts: Parts) -> ast.Dim:
    value = parts.expressions()
    return ast.Dim(
        parts.name(),
        _minimum(parts),
        value[0] if value else None,
        parts.span,
        parts.name_span(),
    )


def _minimum(parts: Parts) -> int | None:
    for token in parts.words("NUMBER"):
        minimum = exact(token)
        if minimum.denominator != 1:
            raise RefusalError(_no_integer(parts, token_span(token)))
        return int(minimum)
    return None


def _no_integer(parts: Parts, span: Span) -> Diagnostic:
    return Diagnostic(
        "G044",
        f"the smallest value of `{parts.name()}` is no integer",
        span,
        "not an integer",
        help=f"write `dim {parts.name()} >= 2`",
    )


CONSTRUCT = Construct("dim", build)
