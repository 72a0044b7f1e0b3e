"""`fn f(x: vector[2], k: real) = exp(-k * dot(x, x))`: a function."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Function:
    _, *names = parts.words("NAME")
    types = parts.all(ast.Type)
    parameters = tuple((str(name), kind) for name, kind in zip(names, types, strict=True))
    return ast.Function(parts.name(), parameters, parts.expression(), parts.span, parts.name_span())


CONSTRUCT = Construct("fn", build)
