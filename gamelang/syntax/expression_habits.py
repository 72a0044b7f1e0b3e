"""Habits in how expressions are written, from Python, mathematics and elsewhere.

In: a stumble. Out: its diagnostic, or None where it is another habit.
"""

from __future__ import annotations

import re

from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.syntax.pieces import token_span
from gamelang.syntax.stumble import NAMES, Stumble
from gamelang.syntax.token import Token

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_LOOSER = {"AND", "OR", "NOT", "IF", "ELSE", "COMMA", "EQUAL", "TILDE", "FROM", "IN", "FOR"} | {
    "CLAIM", "METRIC", "MINIMIZE", "MAXIMIZE", "COLON", "LESSTHAN", "MORETHAN",
    "AT_LEAST", "AT_MOST", "SAME", "UNEQUAL",
}  # fmt: skip


def _plus(s: Stumble) -> Diagnostic | None:
    if s.token != "+" or not s.expects_value:
        return None
    return Diagnostic("G026", "there is no plus sign before a value", s.span, help="leave out `+`")


def _chain(s: Stumble) -> Diagnostic | None:
    """`0 < x < 1`: a comparison before, at the same depth and with no `and` between."""
    if s.token not in COMPARISONS:
        return None
    begin = _operand(s.tokens, len(s.tokens))
    if begin == 0 or s.tokens[begin - 1] not in COMPARISONS:
        return None
    first = s.tokens[begin - 1]
    text, start = s.source.text, _operand(s.tokens, begin - 1)
    left = text[token_span(s.tokens[start]).start : token_span(first).start].strip()
    middle = text[token_span(first).end : s.span.start].strip()
    right = re.match(r"\s*([-\w.*/+ ]+)", text[s.span.end : s.line.end])
    return Diagnostic(
        "G027",
        "comparisons are not chained",
        s.span,
        "a second comparison",
        (Label(token_span(first), "the first is here"),),
        help=f"write `{left} {first} {middle} and {middle} {s.token} "
        f"{right[1].strip() if right else '...'}`",
    )


def _operand(tokens: list[Token], end: int) -> int:
    """Where the operand of a comparison begins that ends before token `end`."""
    depth = 0
    for k in range(end - 1, -1, -1):
        depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(str(tokens[k]), 0)
        if depth < 0 or (depth == 0 and tokens[k].type in _LOOSER):
            return k + 1
    return 0


def _expectation(s: Stumble) -> Diagnostic | None:
    if s.previous is None or s.previous.type != "E" or s.token != "(":
        return None
    return Diagnostic(
        "G030",
        "the expectation has square brackets",
        token_span(s.previous).to(s.span),
        "`E` is no function",
        help="write `E[...]`",
    )


def _expected_generator(s: Stumble) -> Diagnostic | None:
    if s.token.type != "FOR":
        return None
    opening = _opening(s.tokens)
    if opening is None or opening == 0 or s.tokens[opening - 1].type != "E":
        return None
    return Diagnostic(
        "G031",
        "`E[...]` averages over draws, not over an index",
        s.span,
        "a generator",
        (Label(token_span(s.tokens[opening - 1]), "the expectation"),),
        help="write `E[mean(... for i in n)]`",
    )


def _opening(tokens: list[Token]) -> int | None:
    """The bracket that is open behind these tokens."""
    depth = 0
    for k in range(len(tokens) - 1, -1, -1):
        depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(str(tokens[k]), 0)
        if depth < 0:
            return k
    return None


def _equals(s: Stumble) -> Diagnostic | None:
    """`claim a = b`, `where(a = b, 1, 0)`."""
    doubled = s.token == "=" and s.previous == "=" and s.expects_value
    if doubled:
        return Diagnostic(
            "G034", "a value is given with one `=`", s.span, help="leave out the second `=`"
        )
    if s.token != "=" or not s.after_value:
        return None
    return Diagnostic(
        "G034", "`=` compares nothing", s.span, "an equation needs two", help="write `==`"
    )


def _times(s: Stumble) -> Diagnostic | None:
    """`2 x`, `x y`, `(a) b`."""
    values = (*NAMES, "NUMBER", "E")
    if s.token.type not in values or not s.after_value or s.previous is None:
        return None
    if s.token.type == s.previous.type == "NUMBER":
        return None
    return Diagnostic(
        "G025",
        f"nothing stands between `{s.previous}` and `{s.token}`",
        s.span,
        "two values side by side",
        (),
        help=f"write `{s.previous} * {s.token}` if a product is meant",
    )


def _step(s: Stumble) -> Diagnostic | None:
    if s.token != ":" or (opening := _opening(s.tokens)) is None or s.tokens[opening] != "[":
        return None
    if ":" not in [str(t) for t in s.tokens[opening:]]:
        return None
    return Diagnostic(
        "G046",
        "a slice has no step",
        s.span,
        "a second colon",
        help="write `[x[2 * i] for i in n]` for every second entry",
    )


def _empty_list(s: Stumble) -> Diagnostic | None:
    if s.token != "]" or s.previous != "[" or not s.expects_value:
        return None
    span = token_span(s.tokens[-1]).to(s.span)
    return Diagnostic(
        "G047", "the brackets are empty", span, "holds nothing", help="write at least one entry"
    )


EXPRESSION_HABITS = (
    _plus,
    _chain,
    _expectation,
    _expected_generator,
    _equals,
)
VALUE_HABITS = (
    _step,
    _empty_list,
    _times,
)
