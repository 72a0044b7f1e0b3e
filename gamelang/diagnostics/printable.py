"""Text from a file as a terminal may see it: nothing in it moves the cursor or hides."""

from __future__ import annotations

import unicodedata

TAB = 4


def printable(text: str) -> str:
    """The text with control, invisible and line-ending characters as escapes (`\\x1b`)."""
    return text if text.isascii() and text.isprintable() else "".join(map(shown, text))


def shown(character: str) -> str:
    """A tab is four spaces; what cannot be seen is its escape; all else is itself."""
    if character == "\t":
        return " " * TAB
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """How many columns a terminal gives to printable text."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
