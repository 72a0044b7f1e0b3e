"""The parser tables of grammars/game.lark.

Lark computes them (LALR(1), contextual lexer); that takes half a second, so the result lies
beside the grammar as plain JSON and is used as long as it was made from the same grammar.
After a change to the grammar: `python -m gamelang.syntax.grammar`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lark import Lark, Token, __version__

from gamelang.catalog import entries
from gamelang.resources import folder
from gamelang.syntax.layout import RESERVED
from gamelang.syntax.pieces import Construct, callback

STARTS = ("file", "expr")


@cache
def parser() -> Lark:
    """The parser of whole files (`file`) and of lone expressions (`expr`)."""
    text = grammar_path().read_text(encoding="utf-8")
    return _from_tables(text) or build(text)


def grammar_path() -> Path:
    return folder("grammars") / "game.lark"


def tables_path() -> Path:
    return folder("grammars") / "game.tables.json"


def build(text: str, strict: bool = False) -> Lark:
    """The parser from the grammar's text. `strict` also refuses what Lark would resolve itself."""
    return Lark(
        text,
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        strict=strict,
        transformer=_callbacks(),
        lexer_callbacks=_WORDS,
    )


def _reserved(token: Token) -> Token:
    """A reserved word is never a name, not even where only a name could come."""
    for word in token.split("."):
        if word.strip() in RESERVED:
            return token.update(type=word.strip().upper())
    return token


_WORDS = {"NAME": _reserved, "MEMBER": _reserved, "FOR_ONE": _reserved}


def _callbacks() -> SimpleNamespace:
    return SimpleNamespace(**{name: callback(found) for name, found in constructs().items()})


def constructs() -> dict[str, Construct]:
    """What each rule means, by the rule's name."""
    return entries("gamelang.syntax.constructs", Construct)


def stamp(text: str) -> str:
    """What tables must have been made from: this grammar, by this line of Lark versions."""
    series = ".".join(__version__.split(".")[:2])
    return f"lark {series}, grammar {zlib.crc32(text.encode()):08x}"


def _from_tables(text: str) -> Lark | None:
    try:
        tables = json.loads(tables_path().read_text(encoding="utf-8"))
        if tables["stamp"] != stamp(text):
            return None
        data, memo = _with_integer_keys(tables)
        load: Callable[..., Lark] = Lark._load_from_dict
        return load(data, memo, transformer=_callbacks(), lexer_callbacks=_WORDS)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _with_integer_keys(tables: dict[str, Any]) -> tuple[dict[str, Any], dict[int, Any]]:
    """JSON has only text as keys; Lark's tables are keyed by numbers."""
    data = tables["data"]
    table = data["parser"]["parser"]
    table["tokens"] = {int(token): name for token, name in table["tokens"].items()}
    table["states"] = {
        int(state): {int(token): action for token, action in actions.items()}
        for state, actions in table["states"].items()
    }
    return data, {int(key): value for key, value in tables["memo"].items()}


def tables(text: str) -> str:
    """The tables of a grammar as JSON text."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = build(text).memo_serialize([TerminalDef, Rule])
    data["options"] = {
        key: value
        for key, value in data["options"].items()
        if key not in ("transformer", "lexer_callbacks")
    }
    content = {"stamp": stamp(text), "data": data, "memo": memo}
    return json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n"


if __name__ == "__main__":
    source = grammar_path().read_text(encoding="utf-8")
    tables_path().write_text(tables(source), encoding="utf-8")
