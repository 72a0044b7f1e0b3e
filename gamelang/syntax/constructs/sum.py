"""`a + b - c`: one flat sum; what is subtracted is negated."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.arithmetic import flat_sum, negate
from gamelang.syntax.pieces import Construct, Parts, Piece, token_span


def build(parts: Parts) -> ast.Expr:
    terms: list[ast.Expr] = []
    sign = None
    for member in parts.members:
        if not isinstance(member, Piece):
            sign = member
        elif sign is not None and sign == "-":
            terms.append(negate(member.value, token_span(sign).to(member.span)))
        else:
            terms.append(member.value)
    return flat_sum(terms, parts.span)


CONSTRUCT = Construct("sum", build)
