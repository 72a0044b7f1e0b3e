"""A statement that could not be read: what holds it is not built."""

from __future__ import annotations

from gamelang.syntax.pieces import Construct, Parts, RefusalError


def build(parts: Parts) -> object:
    raise RefusalError


CONSTRUCT = Construct("broken", build)
