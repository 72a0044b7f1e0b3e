"""The parser tables of grammars/game.lark.

Lark computes them (LALR(1), strict where a test asks for it). That takes half a second, and
importing Lark a tenth, so what it computed lies beside the grammar as plain JSON and is used as
long as it was made from the same grammar. After a change: `python -m gamelang.syntax.grammar`.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gamelang.frozen import frozen
from gamelang.resources import folder

if TYPE_CHECKING:
    from lark import Lark

STARTS = ("file", "expr")
FORMAT = 1


@frozen
class Tables:
    """An LALR(1) automaton and the patterns of its tokens.

    `states[s][symbol]` is 2 * t for going on to state t, 2 * r + 1 for reducing by rule r.
    `terminals` are (name, pattern) in the order in which Lark's contextual lexer tries them.
    `rules` are (origin, size, kind): a "rename" leaves its one value as it is, a "list" gathers
    repeated parts, and a "construct" has a file in constructs/.
    """

    stamp: str
    terminals: list[tuple[str, str]]
    ignored: str
    rules: list[tuple[str, int, str]]
    states: list[dict[str, int]]
    starts: dict[str, int]
    ends: dict[str, int]


@cache
def tables() -> Tables:
    """The tables of the grammar, from the file beside it if that is current."""
    text = grammar_path().read_text(encoding="utf-8")
    return kept(text) or computed(text)


def grammar_path() -> Path:
    return folder("grammars") / "game.lark"


def tables_path() -> Path:
    return folder("grammars") / "game.tables.json"


def stamp(text: str) -> str:
    """What tables must have been made from."""
    return f"format {FORMAT}, grammar {zlib.crc32(text.encode()):08x}"


def kept(text: str) -> Tables | None:
    """The tables in the file, or None where they were made from another grammar."""
    try:
        found = Tables(**json.loads(tables_path().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.stamp == stamp(text) else None


def lark(text: str, strict: bool = False) -> Lark:
    """Lark's own parser of the grammar. `strict` refuses what Lark would resolve by itself."""
    from lark import Lark

    return Lark(
        text,
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        strict=strict,
    )


def computed(text: str) -> Tables:
    """The tables as Lark computes them, in an order that does not vary."""
    made = lark(text)
    table: Any = made.parser.parser._parse_table
    rules = sorted(made.rules, key=lambda rule: (rule.origin.name, str(rule.expansion)))
    numbers = {rule: number for number, rule in enumerate(rules)}
    order = _order(table)
    ignored = set(made.ignore_tokens)
    terminals = list(made.parser.lexer.root_lexer.terminals)
    return Tables(
        stamp(text),
        [(t.name, t.pattern.to_regexp()) for t in terminals if t.name not in ignored],
        "|".join(t.pattern.to_regexp() for t in terminals if t.name in ignored),
        [(str(rule.origin.name), len(rule.expansion), _kind(rule)) for rule in rules],
        [_actions(table.states[state], order, numbers) for state in order],
        {start: order[state] for start, state in sorted(table.start_states.items())},
        {start: order[state] for start, state in sorted(table.end_states.items())},
    )


def _order(table: Any) -> dict[int, int]:
    """New numbers of the states, breadth first: Lark's own vary from process to process."""
    waiting = [state for _, state in sorted(table.start_states.items())]
    order: dict[int, int] = {}
    for state in waiting:
        if state not in order:
            order[state] = len(order)
            actions = sorted(table.states[state].items())
            waiting += [target for _, (action, target) in actions if action.name == "Shift"]
    return order


def _actions(
    actions: dict[str, tuple[Any, Any]], order: dict[int, int], rules: dict[Any, int]
) -> dict[str, int]:
    return {
        symbol: 2 * order[target] if action.name == "Shift" else 2 * rules[target] + 1
        for symbol, (action, target) in sorted(actions.items())
    }


def _kind(rule: Any) -> str:
    if rule.origin.name.startswith("_"):
        return "list"
    renames = rule.options.expand1 and len(rule.expansion) == 1
    return "rename" if renames else "construct"


def write() -> None:
    """Brings the file beside the grammar up to date."""
    found = computed(grammar_path().read_text(encoding="utf-8"))
    text = json.dumps(asdict(found), separators=(",", ":"), ensure_ascii=True)
    tables_path().write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
