"""`claim hamiltonian`: a statement that the compiler must verify."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Claim:
    return ast.Claim(parts.expression(), parts.span)


CONSTRUCT = Construct("claim", build)
