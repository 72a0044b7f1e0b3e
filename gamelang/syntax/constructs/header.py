"""`game NAME "title"`: the first statement of a file."""

from __future__ import annotations

from gamelang.frozen import frozen
from gamelang.syntax.pieces import Construct, Parts
from gamelang.syntax.quoting import unquote


@frozen
class Header:
    name: str
    title: str | None


def build(parts: Parts) -> Header:
    titles = parts.words("STRING")
    return Header(parts.name(), unquote(titles[0]) if titles else None)


CONSTRUCT = Construct("header", build)
