"""Lark's LALR automaton, fed one statement at a time, with snapshots to go back to.

A snapshot is taken before a statement; after an error in it, the automaton returns there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lark import Token, Tree
from lark.lexer import LexerState, LineCounter
from lark.utils import TextSlice

if TYPE_CHECKING:
    from lark import Lark
    from lark.parsers.lalr_parser_state import ParserState

END = "$END"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The automaton's stacks. Lark lengthens the lists of repeated parts in place, hence `lengths`."""

    states: tuple[int, ...]
    values: tuple[Any, ...]
    lengths: tuple[tuple[list[Any], int], ...]


class Automaton:
    """A parse under way, from the start rule `start`."""

    def __init__(self, lark: Lark, start: str) -> None:
        interactive = lark.parse_interactive(start=start)
        self._state: ParserState[int] = interactive.parser_state
        self._lexer = interactive.lexer_thread.lexer
        self._table: dict[int, dict[str, tuple[Any, Any]]] = self._state.parse_conf.states

    def tokens(self, text: str, start: int, end: int) -> Iterator[Token]:
        """The tokens of a part of the text, each as the automaton's state then asks for it."""
        counter = LineCounter("\n")
        counter.char_pos = start
        state = LexerState(TextSlice(text, start, end), counter)
        return self._lexer.lex(state, self._state)

    def feed(self, token: Token) -> Any:
        """Raises lark.UnexpectedToken. At the token END, returns the value of the whole."""
        return self._state.feed_token(token, token.type == END)

    def snapshot(self) -> Snapshot:
        values = tuple(self._state.value_stack)
        lists = [v.children for v in values if isinstance(v, Tree)]
        return Snapshot(tuple(self._state.state_stack), values, tuple((c, len(c)) for c in lists))

    def restore(self, snapshot: Snapshot) -> None:
        for children, length in snapshot.lengths:
            del children[length:]
        self._state.state_stack[:] = snapshot.states
        self._state.value_stack[:] = snapshot.values

    def values(self) -> list[Any]:
        """What the stack holds, repeated parts one by one."""
        flat: list[Any] = []
        for value in self._state.value_stack:
            flat.extend(value.children if isinstance(value, Tree) else (value,))
        return flat

    def accepts(self, terminal: str) -> bool:
        """Whether a token of this kind could come next."""
        return self._advance(list(self._state.state_stack), terminal)

    def accepted_after(self, snapshot: Snapshot, tokens: list[Token]) -> frozenset[str]:
        """The kinds of token that can follow these tokens."""
        states = list(snapshot.states)
        for token in tokens:
            self._advance(states, token.type)
        kinds = [kind for kind in self._table[states[-1]] if kind.isupper()]
        return frozenset(kind for kind in kinds if self._advance(list(states), kind))

    def _advance(self, states: list[int], terminal: str) -> bool:
        """Moves a stack of states over a token; False where the token cannot come."""
        while True:
            action = self._table[states[-1]].get(terminal)
            if action is None:
                return False
            kind, target = action
            if kind.name == "Shift":
                states.append(target)
                return True
            del states[len(states) - len(target.expansion) :]
            states.append(self._table[states[-1]][target.origin.name][1])
            if terminal == END and states[-1] in self._state.parse_conf.parse_table.end_states.values():
                return True
