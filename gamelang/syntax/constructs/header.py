"""`game NAME "title"`: the first statement of a file."""

from __future__ import annotations

from dataclasses import dataclass

from gamelang.syntax.pieces import Construct, Parts
from gamelang.syntax.quoting import unquote


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    title: str | None


def build(parts: Parts) -> Header:
    titles = parts.words("STRING")
    return Header(parts.name(), unquote(titles[0]) if titles else None)


CONSTRUCT = Construct("header", build)
