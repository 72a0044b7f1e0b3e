"""What the parser's stack holds, and how a construct reads its parts.

In: the tokens and finished pieces of one grammar rule. Out: one new piece. A piece knows where
it stands (brackets included), how deep its operators nest, and which problems lie inside it,
so building needs no shared list of errors and no recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.frozen import frozen
from gamelang.source import Span
from gamelang.syntax.token import Token

T = TypeVar("T")

NESTING_LIMIT = 200
_EXPRESSIONS = frozenset(get_args(ast.Expr))  # asked often: faster than isinstance


@frozen
class Piece:
    """A finished part. `value` is None where `problems` (or a broken statement) forbid one."""

    value: Any
    span: Span
    nesting: int = 0
    problems: tuple[Diagnostic, ...] = ()

    @property
    def broken(self) -> bool:
        return self.value is None


class RefusalError(Exception):
    """A construct refuses its parts; the parser goes on behind it."""

    def __init__(self, *problems: Diagnostic) -> None:
        self.problems = problems
        super().__init__()


@frozen
class Parts:
    """The parts of one rule in the order written, with typed access to them."""

    members: tuple[Token | Piece, ...]
    span: Span

    def words(self, *kinds: str) -> list[Token]:
        """The tokens of these kinds."""
        return [m for m in self.members if not isinstance(m, Piece) and m.type in kinds]

    def name(self) -> str:
        return str(self.words("NAME")[0])

    def name_span(self) -> Span:
        return token_span(self.words("NAME")[0])

    def has(self, sign: str) -> bool:
        """Whether this sign or word stands among the tokens."""
        return any(m == sign for m in self.members if not isinstance(m, Piece))

    def pieces(self) -> Iterator[Piece]:
        return (m for m in self.members if isinstance(m, Piece))

    def all(self, kind: type[T]) -> list[T]:
        """The values of one kind."""
        return [p.value for p in self.pieces() if isinstance(p.value, kind)]

    def find(self, kind: type[T]) -> T | None:
        """The first value of one kind."""
        return next(iter(self.all(kind)), None)

    def expressions(self) -> list[ast.Expr]:
        return [p.value for p in self.pieces() if type(p.value) in _EXPRESSIONS]

    def expression(self) -> ast.Expr:
        return self.expressions()[0]


@frozen
class Construct:
    """A rule of the grammar and what it means: from the rule's parts to the core AST.

    `nests` says by how many levels the rule deepens its parts. Brackets are counted in the
    text, so only operators that nest without brackets need it.
    """

    name: str
    build: Callable[[Parts], object]
    nests: Callable[[Parts], int] = lambda parts: 0


def one_level(parts: Parts) -> int:
    return 1


def behind_another(parts: Parts) -> int:
    """`x[0][0]`, `x[i].T.T`: one level for what stands behind a value that has such a thing."""
    return int(isinstance(parts.expression(), ast.Index | ast.Call))


def token_span(token: Token) -> Span:
    return Span(token.start, token.end)


def member_span(member: Token | Piece) -> Span:
    return member.span if isinstance(member, Piece) else token_span(member)


def finish(construct: Construct, members: list[Token | Piece]) -> Piece:
    """The piece that a complete rule makes of its members."""
    span = _cover(members)
    problems: tuple[Diagnostic, ...] = ()
    nesting, broken = 0, False
    for member in members:
        if isinstance(member, Piece):
            problems += member.problems
            nesting = max(nesting, member.nesting)
            broken = broken or member.broken
    if broken:
        return Piece(None, span, nesting, problems)
    parts = Parts(tuple(members), span)
    nesting += construct.nests(parts)
    if nesting > NESTING_LIMIT:
        return Piece(None, span, 0, (*problems, too_deep(span)))
    try:
        return Piece(construct.build(parts), span, nesting, problems)
    except RefusalError as refusal:
        return Piece(None, span, nesting, (*problems, *refusal.problems))


def _cover(members: list[Token | Piece]) -> Span:
    """From the first part to the last; the end of the line is no part of a statement."""
    if not members:
        return Span(0, 0)
    first, last = 0, len(members) - 1
    while last > first and _is_layout(members[last]):
        last -= 1
    while first < last and _is_layout(members[first]):
        first += 1
    return Span(member_span(members[first]).start, member_span(members[last]).end)


def _is_layout(member: Token | Piece) -> bool:
    return not isinstance(member, Piece) and member.type[0] == "_"


def too_deep(span: Span) -> Diagnostic:
    return Diagnostic(
        "G007",
        f"the expression is nested more than {NESTING_LIMIT} levels deep",
        Span(span.start, min(span.end, span.start + 1)),
        "nesting starts to be too deep here",
        help="give an inner part a name with `let`",
    )
