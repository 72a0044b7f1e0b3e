"""Lark's LALR automaton, fed one statement at a time, with snapshots to go back to.

A snapshot is taken before a statement; after an error in it, the automaton returns there.
The loop over Lark's table is our own because most reductions only rename a value
(`number` to `atom` to `primary` ...) and cost nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lark import Token, Tree
from lark.lexer import LexerState, LineCounter
from lark.utils import TextSlice

from gamelang.syntax.grammar import parser

if TYPE_CHECKING:
    from lark.grammar import Rule

END = "$END"


class RefusedError(Exception):
    """The token cannot stand where it stands."""

    def __init__(self, token: Token) -> None:
        self.token = token
        super().__init__()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The automaton's stacks. Lists of repeated parts grow in place, hence `lengths`."""

    states: tuple[int, ...]
    values: tuple[Any, ...]
    lengths: tuple[tuple[list[Any], int], ...]


@dataclass(frozen=True, slots=True)
class _Reduction:
    """So many values become one: by `build`, or as it is where `build` is None."""

    size: int
    origin: str
    build: Callable[[list[Any]], Any] | None


_Step = int | _Reduction  # shift to a state, or reduce


@cache
def _table() -> dict[int, dict[str, _Step]]:
    """Lark's table with each rule's action looked up once."""
    lark = parser().parser.parser
    reductions: dict[int, _Reduction] = {}

    def step(action: Any, target: Any) -> _Step:
        if action.name == "Shift":
            return int(target)
        if id(target) not in reductions:
            reductions[id(target)] = _reduction(target, lark.parser.callbacks[target])
        return reductions[id(target)]

    states = lark.parser.parse_table.states
    return {s: {kind: step(*a) for kind, a in actions.items()} for s, actions in states.items()}


def _reduction(rule: Rule, build: Callable[[list[Any]], Any]) -> _Reduction:
    size = len(rule.expansion)
    renames = size == 1 and rule.options.expand1 and rule.alias is None
    return _Reduction(size, rule.origin.name, None if renames else build)


class Automaton:
    """A parse under way, from the start rule `start`."""

    def __init__(self, start: str) -> None:
        lark = parser().parser
        table = lark.parser.parser.parse_table
        self._lexer = lark.lexer
        self._table = _table()
        self._end = table.end_states[start]
        self._states: list[int] = [table.start_states[start]]
        self._values: list[Any] = []
        self._renamings: dict[tuple[int, int, str], int] = {}

    @property
    def position(self) -> int:
        """The state, by which Lark's contextual lexer knows what may come."""
        return self._states[-1]

    def tokens(self, text: str, start: int, end: int) -> Iterator[Token]:
        """The tokens of a part of the text, each as the automaton's state then asks for it."""
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]
        counter.char_pos = start
        tokens: Iterator[Token] = self._lexer.lex(
            LexerState(TextSlice(text, start, end), counter), self
        )
        return tokens

    def feed(self, token: Token) -> None:
        """Raises RefusedError; the stacks are then of no use before `restore`."""
        states, values, table, kind = self._states, self._values, self._table, token.type
        while True:
            step = table[states[-1]].get(kind)
            if step is None:
                raise RefusedError(token)
            if isinstance(step, int):
                states.append(step)
                values.append(token)
                return
            if step.build is None:
                states[-1] = self._renamed(states[-2], states[-1], kind)
            else:
                size = step.size
                taken = values[len(values) - size :]
                del values[len(values) - size :], states[len(states) - size :]
                values.append(step.build(taken))
                states.append(table[states[-1]][step.origin])  # type: ignore[arg-type]
            if states[-1] == self._end and kind == END:
                return

    def _renamed(self, below: int, state: int, kind: str) -> int:
        """The state after every renaming that a token of this kind asks for."""
        key = (below, state, kind)
        if (known := self._renamings.get(key)) is not None:
            return known
        while state != self._end:
            step = self._table[state].get(kind)
            if not isinstance(step, _Reduction) or step.build is not None:
                break
            state = self._table[below][step.origin]  # type: ignore[assignment]
        self._renamings[key] = state
        return state

    def result(self) -> Any:
        """The value of the whole, after END was fed."""
        return self._values[-1]

    def snapshot(self) -> Snapshot:
        lists = [value.children for value in self._values if isinstance(value, Tree)]
        lengths = tuple((children, len(children)) for children in lists)
        return Snapshot(tuple(self._states), tuple(self._values), lengths)

    def restore(self, snapshot: Snapshot) -> None:
        for children, length in snapshot.lengths:
            del children[length:]
        self._states[:] = snapshot.states
        self._values[:] = snapshot.values

    def values(self) -> list[Any]:
        """What the stack holds, repeated parts one by one."""
        flat: list[Any] = []
        for value in self._values:
            flat.extend(value.children if isinstance(value, Tree) else (value,))
        return flat

    def accepts(self, kind: str) -> bool:
        """Whether a token of this kind could come next."""
        return self._advance(list(self._states), kind)

    def accepted_after(self, snapshot: Snapshot, tokens: list[Token]) -> frozenset[str]:
        """The kinds of token that can follow these tokens."""
        states = list(snapshot.states)
        for token in tokens:
            self._advance(states, token.type)
        kinds = [kind for kind in self._table[states[-1]] if kind.isupper()]
        return frozenset(kind for kind in kinds if self._advance(list(states), kind))

    def _advance(self, states: list[int], kind: str) -> bool:
        """Moves a stack of states over a token; False where the token cannot come."""
        while True:
            step = self._table[states[-1]].get(kind)
            if step is None:
                return False
            if isinstance(step, int):
                states.append(step)
                return True
            del states[len(states) - step.size :]
            states.append(self._table[states[-1]][step.origin])  # type: ignore[arg-type]
            if kind == END and states[-1] == self._end:
                return True
