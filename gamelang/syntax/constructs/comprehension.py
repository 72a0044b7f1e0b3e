"""`[a[i] for i in n]`: an array, one entry for every value of the variable."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.syntax.constructs.generator import Generator
from gamelang.syntax.pieces import Construct, Parts, RefusalError


def build(parts: Parts) -> ast.Comprehension:
    [generator] = parts.all(Generator)
    for clause in generator.clauses:
        if clause.condition is not None:
            raise RefusalError(_filtered(clause.condition))
    return ast.Comprehension(generator.body, generator.clauses, parts.span)


def _filtered(condition: ast.Expr) -> Diagnostic:
    return Diagnostic(
        "G041",
        "a list cannot leave entries out with `if`",
        condition.span,
        "the length of the list would depend on this",
        help="keep every entry, `[a if c else 0 for i in n]`, or reduce: `sum(a for i in n if c)`",
    )


CONSTRUCT = Construct("comprehension", build)
