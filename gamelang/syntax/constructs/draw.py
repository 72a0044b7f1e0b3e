"""`x: vector[2], label: index[2] ~ csv("moons.csv")`: a draw in a sampler."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.constructs.typed_name import TypedName
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Draw:
    names = tuple((typed.name, typed.indices, typed.type) for typed in parts.all(TypedName))
    return ast.Draw(names, parts.expression(), parts.span)


CONSTRUCT = Construct("draw", build)
