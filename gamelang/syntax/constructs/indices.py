"""`[i in n, j in n]` behind the name of a declaration."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.frozen import frozen
from gamelang.syntax.pieces import Construct, Parts


@frozen
class Indices:
    variables: tuple[ast.IndexVariable, ...]


def build(parts: Parts) -> Indices:
    return Indices(tuple(parts.all(ast.IndexVariable)))


CONSTRUCT = Construct("indices", build)
