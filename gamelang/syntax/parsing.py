"""Text -> core AST: `parse` for files, `parse_expression` for the command line and conditions.

All true errors are reported together: after an error the parser returns to the beginning of its
statement, puts a stand-in there and goes on, so that one cause gives one diagnostic.
How surface forms become core nodes: syntax/arithmetic.py and one file each in constructs/.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import Source, Span
from gamelang.syntax.automaton import END, Automaton, RefusedError, Snapshot
from gamelang.syntax.blocks import block_not_indented, empty_block, header_word, unexpected_indent
from gamelang.syntax.habits import explain
from gamelang.syntax.layout import STATEMENT_WORDS, Line, lay_out
from gamelang.syntax.pieces import Piece
from gamelang.syntax.statement_habits import no_header
from gamelang.syntax.stumble import Place, Stumble
from gamelang.syntax.text import check_text
from gamelang.syntax.token import Token

ERROR_LIMIT = 20


@lru_cache(maxsize=1)  # a game of unknown sizes is checked once more at small ones
def parse(source: Source) -> ast.GameFile:
    """The game in a source. Raises Rejected with every syntax error found (at most 20)."""
    check_text(source)
    layout = lay_out(source.text)
    problems = list(layout.problems)
    piece = None
    if layout.lines:
        reading = _Reading(source, layout.lines)
        piece = reading.file()
        problems += reading.problems
    elif not problems:
        problems.append(no_header(source, None))
    game: ast.GameFile = _accept(source, piece, problems)
    return game


def parse_expression(text: str, name: str = "<expression>") -> ast.Expr:
    """One expression (a `--set` value, a `--stop` condition). Raises Rejected."""
    source = Source(name, text)
    check_text(source)
    layout = lay_out(text)
    lines = layout.lines or (Line(0, 0, 0),)
    reading = _Reading(source, lines, start="expr")
    piece = reading.expression()
    value: ast.Expr = _accept(source, piece, [*layout.problems, *reading.problems])
    return value


def _accept(source: Source, piece: Piece | None, problems: list[Diagnostic]) -> Any:
    if not problems and piece is not None and not piece.broken:
        return piece.value
    ordered = sorted(problems, key=lambda d: d.span or Span(0, 0))
    if len(ordered) > ERROR_LIMIT:
        ordered = [*ordered[:ERROR_LIMIT], _MORE]
    raise Rejected(ordered, source)


_MORE = Diagnostic(
    "G051", f"more than {ERROR_LIMIT} errors; the others are not shown", severity="note"
)


class _Reading:
    """One text being read line by line."""

    def __init__(self, source: Source, lines: tuple[Line, ...], start: str = "file") -> None:
        self.source = source
        self.lines = lines
        self.automaton = Automaton(start)
        self.place: Place = "expression" if start == "expr" else "file"
        self.problems: list[Diagnostic] = []
        self.level = 0
        self.skipped_above: int | None = None  # lines deeper than this belong to a lost block
        self.flat = False  # inside a block that was not indented

    # ---- whole texts

    def file(self) -> Piece | None:
        self.header()
        for number, line in enumerate(self.lines):
            if self.skipped_above is not None and line.level > self.skipped_above:
                self.problems += line.problems
                continue
            self.skipped_above = None
            if self.indentation(number, line):
                self.statement(number, line)
            if len(self.problems) > ERROR_LIMIT:
                return None
        if self.automaton.accepts("_INDENT"):
            self.empty(len(self.lines))
        self.dedent_to(0)
        return self.end()

    def expression(self) -> Piece | None:
        first = self.lines[0]
        self.problems += [p for line in self.lines for p in line.problems]
        snapshot = self.automaton.snapshot()
        tokens: list[Token] = []
        if self.problems or not self.attempt(first, snapshot, tokens):
            return None
        last = self.lines[1] if len(self.lines) > 1 else first
        at = last.start if last is not first else first.end
        if last is not first or not self.automaton.accepts(END):
            self.stumble(first, snapshot, tokens, _mark("_NEWLINE", at))
            return None
        return self.end()

    def header(self) -> None:
        """A file that does not begin with `game` is read as if it did."""
        first = self.lines[0]
        if self.word(first) == "game":
            return
        self.problems.append(no_header(self.source, first))
        self.stand_in(("GAME", "game"), ("NAME", "_"), ("_NEWLINE", ""), at=first.start)
        if self.word(first) not in STATEMENT_WORDS:
            self.lines = self.lines[1:]
        late = [k for k, line in enumerate(self.lines) if self.word(line) == "game"]
        if late:
            self.lines = (*self.lines[: late[0]], *self.lines[late[0] + 1 :])

    def end(self) -> Piece | None:
        held = [v for v in self.automaton.values() if isinstance(v, Piece)]
        if not self.automaton.accepts(END):
            self.problems += [p for piece in held for p in piece.problems]
            return None
        self.automaton.feed(_mark(END, len(self.source.text)))
        piece: Piece = self.automaton.result()
        self.problems += piece.problems
        return piece

    # ---- blocks

    def indentation(self, number: int, line: Line) -> bool:
        """Enters and leaves blocks; False where the line belongs to no block."""
        owed = self.automaton.accepts("_INDENT")
        depth = self.depth(line, owed)
        if owed and depth <= self.level:
            self.empty(number)
        self.dedent_to(depth)
        if depth > self.level:
            if not self.automaton.accepts("_INDENT"):
                self.problems.append(unexpected_indent(self.source, line))
                self.skipped_above = self.level
                return False
            self.automaton.feed(_mark("_INDENT", line.start))
            self.level += 1
        return True

    def depth(self, line: Line, owed: bool) -> int:
        """The line's level; one more in a block that was not indented."""
        declares = self.word(line) in STATEMENT_WORDS - {"minimize", "maximize", "net", "batch"}
        if owed and line.level == self.level and not declares and not self.flat:
            self.flat = True
            self.problems.append(block_not_indented(self.source, line))
        elif declares:
            self.flat = False
        return line.level + 1 if self.flat else line.level

    def empty(self, number: int) -> None:
        """A header without a block."""
        header = self.lines[number - 1]
        self.problems.append(empty_block(self.source, header))
        self.stand_in(("_INDENT", ""), ("_BROKEN", ""), ("_DEDENT", ""), at=header.end)

    def dedent_to(self, level: int) -> None:
        while self.level > level:
            self.automaton.feed(_mark("_DEDENT", 0))
            self.level -= 1

    # ---- statements

    def statement(self, number: int, line: Line) -> None:
        snapshot = self.automaton.snapshot()
        tokens: list[Token] = []
        if line.problems:
            self.problems += line.problems
        elif self.attempt(line, snapshot, tokens):
            newline = _mark("_NEWLINE", line.end)
            try:
                self.automaton.feed(newline)
                return
            except RefusedError:
                self.stumble(line, snapshot, tokens, newline)
        self.automaton.restore(snapshot)
        self.replace(number, line)

    def attempt(self, line: Line, snapshot: Snapshot, tokens: list[Token]) -> bool:
        """Feeds a line. At the first token that cannot stand there, reports it: False."""
        try:
            for token in self.automaton.tokens(self.source.text, line.start, line.end):
                self.automaton.feed(token)
                tokens.append(token)
        except RefusedError as error:
            self.stumble(line, snapshot, tokens, error.token)
            return False
        return True

    def stumble(self, line: Line, snapshot: Snapshot, tokens: list[Token], token: Token) -> None:
        accepted = self.automaton.accepted_after(snapshot, tokens)
        place: Place = "block" if self.level else self.place
        self.problems.append(explain(Stumble(self.source, line, tokens, token, accepted, place)))

    def replace(self, number: int, line: Line) -> None:
        """What stands for a statement that could not be read: its block is still read."""
        deeper = number + 1 < len(self.lines) and self.lines[number + 1].level > line.level
        word = self.word(line)
        if self.automaton.accepts("GAME"):
            self.stand_in(("GAME", "game"), ("NAME", "_"), ("_NEWLINE", ""), at=line.start)
        elif deeper and (header := header_word(word)) and self.automaton.accepts(header.upper()):
            name = () if header == "train" else (("NAME", "_"),)
            begin = (header.upper(), header)
            self.stand_in(begin, *name, ("COLON", ":"), ("_NEWLINE", ""), at=line.start)
            return
        else:
            self.stand_in(("_BROKEN", ""), at=line.start)
        self.skipped_above = line.level if deeper else None

    def stand_in(self, *tokens: tuple[str, str], at: int) -> None:
        for kind, text in tokens:
            self.automaton.feed(Token.at(kind, text, at))

    def word(self, line: Line) -> str:
        """The first word of a line."""
        text = self.source.text[line.start : line.end]
        length = next((k for k, c in enumerate(text) if not (c.isalnum() or c == "_")), len(text))
        return text[:length]


def _mark(kind: str, at: int) -> Token:
    return Token.at(kind, "", at)
