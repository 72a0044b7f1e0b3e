"""`net D: vector[2], index[3] -> real = mlp(64, activation=tanh)`: a network of a player."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Network:
    *inputs, output = parts.all(ast.Type)
    return ast.Network(
        parts.name(),
        tuple(inputs),
        output,
        parts.expression(),
        parts.span,
        parts.name_span(),
    )


CONSTRUCT = Construct("network", build)
