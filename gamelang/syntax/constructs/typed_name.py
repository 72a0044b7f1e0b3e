"""`x[t in T]: vector[2]` in a sampler: a name with its type."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.frozen import frozen
from gamelang.syntax.constructs.indices import Indices
from gamelang.syntax.pieces import Construct, Parts


@frozen
class TypedName:
    name: str
    indices: tuple[ast.IndexVariable, ...]
    type: ast.Type


def build(parts: Parts) -> TypedName:
    indices = parts.find(Indices)
    [kind] = parts.all(ast.Type)
    return TypedName(parts.name(), indices.variables if indices else (), kind)


CONSTRUCT = Construct("typed_name", build)
