"""`const A: matrix[n, n] >= 0 symmetric = ...`: a known number or array, or a symbol."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.diagnostics.near import near
from gamelang.syntax.constructs.indices import Indices
from gamelang.syntax.pieces import Construct, Parts, RefusalError, token_span

PROPERTIES = ("symmetric", "antisymmetric", "diagonal", "orthogonal", "psd")


def build(parts: Parts) -> ast.Const:
    indices = parts.find(Indices)
    value = parts.expressions()
    return ast.Const(
        parts.name(),
        indices.variables if indices else (),
        _type(parts),
        _properties(parts),
        value[0] if value else None,
        parts.span,
        parts.name_span(),
    )


def _type(parts: Parts) -> ast.Type | None:
    """`const a > 0` is `const a: real > 0`."""
    if (written := parts.find(ast.Type)) is not None:
        return written
    for domain in (parts.find(ast.Interval), parts.find(ast.Bound)):
        if domain is not None:
            return ast.Type("real", (), domain, domain.span)
    return None


def _properties(parts: Parts) -> tuple[str, ...]:
    words = parts.words("NAME")[1:]
    for word in words:
        if word not in PROPERTIES:
            raise RefusalError(
                Diagnostic(
                    "G043",
                    f"`{word}` is no property of a constant",
                    token_span(word),
                    "not a property",
                    help=_help(str(word)),
                )
            )
    return tuple(str(word) for word in words)


def _help(word: str) -> str:
    found = near(word, PROPERTIES)
    if found:
        return f"did you mean `{found[0]}`?"
    return "the properties are " + ", ".join(f"`{p}`" for p in PROPERTIES)


CONSTRUCT = Construct("const", build)
