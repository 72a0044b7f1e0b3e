"""`batch 128` or `batch all` in a sampler."""

from __future__ import annotations

from typing import Literal

from gamelang.core import ast
from gamelang.frozen import frozen
from gamelang.source import Span
from gamelang.syntax.pieces import Construct, Parts


@frozen
class Batch:
    size: ast.Expr | Literal["all"]
    span: Span


def build(parts: Parts) -> Batch:
    size = parts.expression()
    return Batch("all" if size == ast.Reference("all") else size, parts.span)


CONSTRUCT = Construct("batch", build)
