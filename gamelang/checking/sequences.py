"""What is known of recurrences: those that are being defined now, and those that are complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as Word

from gamelang.checking.names import Entry
from gamelang.checking.scope import Scope
from gamelang.checking.types import Resolved
from gamelang.core import ast
from gamelang.core.typed import Carried, Node, Variable
from gamelang.frozen import frozen
from gamelang.source import NOWHERE, Span


@dataclass(slots=True)
class Member:
    """One let of a recurrence. `place` is that of the index along which it recurs; `others` are
    its other indices, over which `start` and `body` are arrays."""

    let: ast.Let
    entry: Entry
    place: int
    scope: Scope
    others: list[Variable]
    declared: Resolved | None
    start: Node | None = None
    carried: Carried | None = None
    body: Node | None = None
    state: Word["waiting", "open", "done", "broken"] = "waiting"


@dataclass(slots=True)
class Group:
    """Lets that recur together, along one variable. `path`: those whose bodies are being made, each
    because the one before needs it; `backward` None: nothing has told yet."""

    variable: Variable
    members: dict[str, Member]
    backward: bool | None = None
    told: Span = NOWHERE
    path: list[str] = field(default_factory=list)


@frozen
class Ended:
    """A complete sequence; `start` is its value before the first step, and `backward` None: nothing
    in its definition has told."""

    name: str
    span: Span
    place: int
    backward: bool | None
    start: Node | None


@dataclass(slots=True)
class Sequences:
    open: Group | None = None
    ended: dict[str, Ended] = field(default_factory=dict)
