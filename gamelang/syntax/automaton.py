"""The LALR automaton that Lark computed, fed token by token, with snapshots to go back to.

A snapshot is taken before a statement; after an error in it, the automaton returns there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from gamelang.catalog import entries
from gamelang.frozen import frozen
from gamelang.syntax.grammar import tables
from gamelang.syntax.lexer import next_token
from gamelang.syntax.pieces import Construct, Piece, finish
from gamelang.syntax.token import Token

END = "$END"


class RefusedError(Exception):
    """The token cannot stand where it stands."""

    def __init__(self, token: Token) -> None:
        self.token = token
        super().__init__()


@frozen
class Snapshot:
    """The automaton's stacks. Lists of repeated parts grow in place, hence `lengths`."""

    states: tuple[int, ...]
    values: tuple[Any, ...]
    lengths: tuple[tuple[list[Any], int], ...]


def constructs() -> dict[str, Construct]:
    """What each rule means, by the rule's name."""
    return entries("gamelang.syntax.constructs", Construct)


@frozen
class _Reduction:
    """So many values become one: by `build`, or as it is where `build` is None."""

    origin: str
    size: int
    build: Callable[[list[Any]], Any] | None


@cache
def _reductions() -> tuple[_Reduction, ...]:
    return tuple(_Reduction(o, size, _builder(o, kind)) for o, size, kind in tables().rules)


def _builder(origin: str, kind: str) -> Callable[[list[Any]], Any] | None:
    match kind:
        case "rename":
            return None
        case "list":
            return _gather
        case _:
            construct = constructs()[origin]
            return lambda members: finish(construct, _flat(members))


def _gather(members: list[Any]) -> list[Any]:
    """Repeated parts in one list, which grows in place: a sum of 20,000 terms stays linear."""
    if isinstance(members[0], list):
        members[0].extend(members[1:])
        return members[0]
    return members


def _flat(members: list[Any]) -> list[Token | Piece]:
    flat: list[Token | Piece] = []
    for member in members:
        flat.extend(member if isinstance(member, list) else (member,))
    return flat


class Automaton:
    """A parse under way, from the start rule `start`."""

    def __init__(self, start: str) -> None:
        self._table = tables().states
        self._reductions = _reductions()
        self._end = tables().ends[start]
        self._states: list[int] = [tables().starts[start]]
        self._values: list[Any] = []
        self._renamings: dict[tuple[int, int, str], int] = {}

    def tokens(self, text: str, start: int, end: int) -> Iterator[Token]:
        """The tokens of a part of the text, each as the automaton's state then asks for it."""
        while (token := next_token(text, start, end, self._states[-1])) is not None:
            yield token
            start = token.end

    def feed(self, token: Token) -> None:
        """Raises RefusedError; the stacks are then of no use before `restore`."""
        states, values, table, kind = self._states, self._values, self._table, token.type
        while True:
            action = table[states[-1]].get(kind)
            if action is None:
                raise RefusedError(token)
            if not action & 1:
                states.append(action >> 1)
                values.append(token)
                return
            reduction = self._reductions[action >> 1]
            if reduction.build is None:
                states[-1] = self._renamed(states[-2], states[-1], kind)
            else:
                cut = len(values) - reduction.size
                taken = values[cut:]
                del values[cut:], states[cut + 1 :]
                values.append(reduction.build(taken))
                states.append(table[states[-1]][reduction.origin] >> 1)
            if states[-1] == self._end and kind == END:
                return

    def _renamed(self, below: int, state: int, kind: str) -> int:
        """The state after every renaming that a token of this kind asks for."""
        key = (below, state, kind)
        if (known := self._renamings.get(key)) is not None:
            return known
        while state != self._end:
            action = self._table[state].get(kind, 0)
            if not action & 1 or self._reductions[action >> 1].build is not None:
                break
            state = self._table[below][self._reductions[action >> 1].origin] >> 1
        self._renamings[key] = state
        return state

    def result(self) -> Any:
        """The value of the whole, after END was fed."""
        return self._values[-1]

    def snapshot(self) -> Snapshot:
        lengths = tuple((value, len(value)) for value in self._values if isinstance(value, list))
        return Snapshot(tuple(self._states), tuple(self._values), lengths)

    def restore(self, snapshot: Snapshot) -> None:
        for gathered, length in snapshot.lengths:
            del gathered[length:]
        self._states[:] = snapshot.states
        self._values[:] = snapshot.values

    def values(self) -> list[Token | Piece]:
        """What the stack holds, repeated parts one by one."""
        return _flat(self._values)

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
            action = self._table[states[-1]].get(kind)
            if action is None:
                return False
            if not action & 1:
                states.append(action >> 1)
                return True
            reduction = self._reductions[action >> 1]
            del states[len(states) - reduction.size :]
            states.append(self._table[states[-1]][reduction.origin] >> 1)
            if kind == END and states[-1] == self._end:
                return True
