"""Signs that the language does not use, and what a writer who types one means."""

from __future__ import annotations

import unicodedata

from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Span

# sign: code, message, help
_HABITS = {
    "^": ("G024", "`^` is not an operator", "a power is written `**`"),
    ":=": ("G028", "`:=` is not an operator", "write `=`"),
    "{": (
        "G029",
        "braces have no meaning here",
        "a block is indented by four spaces, a list is written `[a, b]`",
    ),
    "}": (
        "G029",
        "braces have no meaning here",
        "a block is indented by four spaces, a list is written `[a, b]`",
    ),
    ";": ("G035", "`;` does not end a statement", "begin a new line instead"),
    "&&": ("G036", "`&&` is not an operator", "write `and`"),
    "&": ("G036", "`&` is not an operator", "write `and`"),
    "||": ("G036", "`||` is not an operator", "write `or`"),
    "|": ("G036", "`|` is not an operator", "write `or`, or `abs(x)` for an absolute value"),
    "!": ("G036", "`!` is not an operator", "write `not`"),
    "\\": ("G015", "`\\` does not continue a line", "put the expression in parentheses"),
    "'": ("G045", "strings have double quotes", 'write `"..."`'),
}

# What looks like it, or means it, and can be typed.
_TYPED = {
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/",
    "≤": "<=", "≥": ">=", "≠": "!=", "“": '"', "”": '"', "„": '"', "’": '"', "‘": '"',
    "√": "sqrt(...)", "∞": "inf", "∈": "in", "→": "->", "∼": "~", "′": "_prime",
    "∑": "sum(...)", "∏": "prod(...)", "²": "**2", "³": "**3", "∧": "and", "∨": "or", "¬": "not",
}  # fmt: skip


def stray(text: str, offset: int) -> Diagnostic:
    """The diagnostic for a sign that begins nothing."""
    span = Span(offset, offset + len(text))
    if (known := _HABITS.get(text if text[0] != "'" else "'")) is not None:
        code, message, advice = known
        return Diagnostic(code, message, span, "here", help=advice)
    if text == '"':
        return Diagnostic(
            "G011", "the string is not closed on its line", span, "begins here", help='add `"`'
        )
    return Diagnostic("G015", _message(text), span, "here", help=_advice(text))


def _message(sign: str) -> str:
    if sign.isalpha():
        return f"the letter `{sign}` cannot stand in a name"
    if sign.isspace():
        return f"U+{ord(sign):04X} is not a plain space"
    return f"`{sign}` has no meaning here"


def _advice(sign: str) -> str | None:
    typed = _TYPED.get(sign) or unicodedata.normalize("NFKC", sign)
    if typed.isspace():
        return "type a plain space"
    if typed != sign:
        return f"type `{typed}`"
    if sign.isalpha():
        return "a name has ASCII or Greek letters, digits and `_`"
    return None
