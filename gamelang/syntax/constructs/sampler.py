"""`sampler data:` and its block: a non-learning agent."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.syntax.constructs.batch import Batch
from gamelang.syntax.pieces import Construct, Parts, RefusalError


def build(parts: Parts) -> ast.Sampler:
    values = [piece.value for piece in parts.pieces()]
    batches = parts.all(Batch)
    if len(batches) > 1:
        raise RefusalError(_two_batches(batches[0], batches[1]))
    members = tuple(v for v in values if isinstance(v, (ast.Draw, ast.Derived)))
    batch = batches[0].size if batches else None
    return ast.Sampler(parts.name(), batch, members, parts.span, parts.name_span())


def _two_batches(first: Batch, second: Batch) -> Diagnostic:
    return Diagnostic(
        "G049",
        "the sampler has two `batch` lines",
        second.span,
        "the second",
        (Label(first.span, "the first is here"),),
        help="keep one of them",
    )


CONSTRUCT = Construct("sampler", build)
