"""A word or sign of a text: its characters, the terminal of the grammar that it is, its place."""

from __future__ import annotations


class Token(str):
    """The characters, with `type` (the grammar's name for it) and where they stand."""

    __slots__ = ("end", "start", "type")

    type: str
    start: int
    end: int

    @staticmethod
    def at(kind: str, text: str, start: int, end: int | None = None) -> Token:
        token = Token(text)
        token.type, token.start = kind, start
        token.end = start + len(text) if end is None else end
        return token
