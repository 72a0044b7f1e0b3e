"""`train:` and its block: defaults for a run."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.syntax.pieces import Construct, Parts


def build(parts: Parts) -> ast.Train:
    return ast.Train(tuple(parts.all(ast.Setting)), parts.span)


CONSTRUCT = Construct("train", build)
