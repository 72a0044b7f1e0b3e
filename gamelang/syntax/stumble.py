"""A token that the grammar refuses, with what was read before it and what could have come."""

from __future__ import annotations

from typing import Literal

from gamelang.frozen import frozen
from gamelang.source import Source, Span
from gamelang.syntax.layout import Line
from gamelang.syntax.pieces import token_span
from gamelang.syntax.token import Token

Place = Literal["file", "block", "expression"]
NAMES = ("NAME", "MEMBER", "FOR_ONE")


@frozen
class Stumble:
    """`tokens` were read, `token` was refused, the kinds `accepted` could have come."""

    source: Source
    line: Line
    tokens: list[Token]
    token: Token
    accepted: frozenset[str]
    place: Place

    @property
    def ends(self) -> bool:
        """The statement ended too early."""
        return self.token.type == "_NEWLINE"

    @property
    def span(self) -> Span:
        if self.ends:
            start = self.token.start
            return Span(start, start + 1)
        return token_span(self.token)

    @property
    def previous(self) -> Token | None:
        return self.tokens[-1] if self.tokens else None

    @property
    def first(self) -> str:
        return str(self.tokens[0]) if self.tokens else ""

    @property
    def expects_value(self) -> bool:
        return "NUMBER" in self.accepted and "LPAR" in self.accepted

    @property
    def after_value(self) -> bool:
        return "STAR" in self.accepted or "PLUS" in self.accepted
