"""`x[i].T` is `transpose(x[i])`. Behind a plain name, `A.T` is a reference until checking."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.syntax.pieces import Construct, Parts, RefusalError, behind_another


def build(parts: Parts) -> ast.Expr:
    base = parts.expression()
    match base:
        case ast.Reference(name, None):
            return ast.Reference(parts.name(), name, parts.span)
        case _ if parts.name() == "T":
            return ast.Call(
                ast.Reference("transpose", span=parts.name_span()), (base,), span=parts.span
            )
        case _:
            raise RefusalError(_no_members(parts, base))


def _no_members(parts: Parts, base: ast.Expr) -> Diagnostic:
    return Diagnostic(
        "G039",
        f"only players and samplers have members, so `.{parts.name()}` cannot stand here",
        parts.name_span(),
        "not a member",
        help="write `player.name`, or `.T` for a transpose",
    )


CONSTRUCT = Construct("attribute", build, nests=behind_another)
