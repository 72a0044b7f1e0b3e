"""What could stand somewhere, in words: `a value`, `` `:` or `in` ``, `the end of the line`."""

from __future__ import annotations

_SIGNS = {
    "COLON": ":", "EQUAL": "=", "LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]", "COMMA": ",",
    "DOT": ".", "PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/", "PERCENT": "%", "AT": "@",
    "LESSTHAN": "<", "MORETHAN": ">", "TILDE": "~",
    "ARROW": "->", "AT_LEAST": ">=", "AT_MOST": "<=", "SAME": "==", "UNEQUAL": "!=",
    "FLOOR": "//", "POWER": "**",
}  # fmt: skip
_COMPARISONS = {"LESSTHAN", "MORETHAN", "AT_LEAST", "AT_MOST", "SAME", "UNEQUAL"}
_CONTINUES = {"PLUS", "MINUS", "STAR", "SLASH", "PERCENT", "AT", "LESSTHAN", "MORETHAN", "DOT"} | {
    "AT_LEAST", "AT_MOST", "SAME", "UNEQUAL", "FLOOR", "POWER", "LPAR", "LSQB", "AND",
    "OR", "IF", "COMMA",
}  # fmt: skip


def expectation(accepted: frozenset[str]) -> str:
    """What kinds of token could come, the likeliest first, at most three."""
    if "NUMBER" in accepted and "LPAR" in accepted:
        return "a value"
    if "LESSTHAN" in accepted:  # a domain, or one more operator: never what was forgotten
        accepted -= _COMPARISONS
    wanted = [word for kind in sorted(accepted) if (word := _word(kind, accepted))]
    if not wanted:
        return "an operator" if accepted & _CONTINUES else "something else"
    *before, last = sorted(wanted, key=_rank)[:3]
    return f"{', '.join(before)} or {last}" if before else last


def _rank(word: str) -> tuple[bool, str]:
    return (word == "the end of the line", word)


def _word(kind: str, accepted: frozenset[str]) -> str | None:
    if kind == "NAME":
        return "a name"
    if kind == "NUMBER":
        return "a number"
    if kind == "STRING":
        return "a string"
    if kind in ("_NEWLINE", "$END"):
        return "the end of the line"
    if kind.startswith("_") or kind in ("MEMBER", "FOR_ONE"):
        return None
    if "STAR" in accepted and kind in _CONTINUES:
        return None
    if kind in _SIGNS:
        return f"`{_SIGNS[kind]}`"
    return f"`{kind.lower()}`" if kind.isalpha() and kind in _WORDS else None


_WORDS = {"IN", "FROM", "FOR", "ELSE", "NET", "MINIMIZE", "MAXIMIZE", "BATCH", "GAME"}
