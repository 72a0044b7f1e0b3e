"""The contextual lexer: a token is looked for among those that the automaton's state allows.

It does what Lark's does, with the patterns of the grammar, without importing Lark. A reserved word
is never a name, not even where only a name could come.
"""

from __future__ import annotations

import re
from functools import cache

from gamelang.syntax.grammar import tables
from gamelang.syntax.layout import RESERVED
from gamelang.syntax.token import Token

_NAMES = ("NAME", "MEMBER", "FOR_ONE")


def next_token(text: str, start: int, end: int, state: int) -> Token | None:
    """The token at or behind `start`; None at the end. Where the state allows none that
    matches, it is what any state would allow."""
    if (skipped := _skip().match(text, start, end)) is not None:
        start = skipped.end()
    if start == end:
        return None
    match = _scanner(state).match(text, start, end) or _any().match(text, start, end)
    if match is None:
        return Token.at("SIGN", text[start], start)
    kind, found = str(match.lastgroup), match.group()
    if kind in _NAMES:
        kind = next(
            (w.upper() for part in found.split(".") if (w := part.strip()) in RESERVED), kind
        )
    return Token.at(kind, found, start)


@cache
def _skip() -> re.Pattern[str]:
    return re.compile(tables().ignored)


@cache
def _scanner(state: int) -> re.Pattern[str]:
    return _pattern(frozenset(name for name in tables().states[state] if name.isupper()))


@cache
def _any() -> re.Pattern[str]:
    return _pattern(frozenset(name for name, _ in tables().terminals))


@cache
def _pattern(allowed: frozenset[str]) -> re.Pattern[str]:
    found = [f"(?P<{name}>{p})" for name, p in tables().terminals if name in allowed]
    return re.compile("|".join(found) or "(?!)")
