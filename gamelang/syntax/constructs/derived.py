"""`noisy: vector[2] = x + 0.1 * z`: a value computed from draws in a sampler."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.constructs.typed_name import TypedName
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Derived:
    [typed] = parts.all(TypedName)
    return ast.Derived(typed.name, typed.indices, typed.type, parts.expression(), parts.span)


CONSTRUCT = Construct("derived", build)
