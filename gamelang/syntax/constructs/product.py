"""`a * b / c`: one flat product; a divisor is a power of -1. `//`, `%` and `@` stand alone."""

from __future__ import annotations

from typing import cast

from gamelang.core import ast
from gamelang.source import Span
from gamelang.syntax.arithmetic import flat_product, reciprocal
from gamelang.syntax.pieces import Construct, Parts, Piece, token_span


def build(parts: Parts) -> ast.Expr:
    """From the left: factors are gathered until another operator takes what is there."""
    first, *rest = parts.members
    assert isinstance(first, Piece)
    factors: list[ast.Expr] = [first.value]
    for sign, piece in zip(rest[::2], rest[1::2], strict=True):
        assert isinstance(piece, Piece)
        assert not isinstance(sign, Piece)
        here = Span(first.span.start, piece.span.end)
        match str(sign):
            case "*":
                factors.append(piece.value)
            case "/":
                factors.append(reciprocal(piece.value, token_span(sign).to(piece.span)))
            case symbol:
                left = flat_product(factors, here)
                operands = (left, piece.value)
                factors = [ast.Operator(cast(ast.Symbol, symbol), operands, here)]
    return flat_product(factors, parts.span)


def _levels(parts: Parts) -> int:
    return sum(parts.members[k] not in ("*", "/") for k in range(1, len(parts.members), 2))


CONSTRUCT = Construct("product", build, nests=_levels)
