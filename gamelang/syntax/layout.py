"""The lines of a text: where each statement begins and ends, and how deep it is indented.

In: a text whose characters are allowed. Out: its statements as `Line`s, with what is wrong in
their letters: brackets, strings, numbers, signs, limits. One pass, linear time. A line without
such problems is what the grammar reads; a newline inside ( ) or [ ] ends no line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.frozen import frozen
from gamelang.source import Span
from gamelang.syntax.pieces import NESTING_LIMIT
from gamelang.syntax.signs import stray

TOKEN_LIMIT = 200_000
NAME_LIMIT = 200
DIGIT_LIMIT = 1_000
EXPONENT_LIMIT = 400

LETTERS = (
    "A-Za-z_"
    "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03e1\u03f0-\u03f5\u03f7-\u03ff"
)
STATEMENT_WORDS = frozenset(
    {"game", "dim", "const", "let", "fn", "sampler", "player", "net", "minimize", "maximize"}
    | {"metric", "claim", "train", "batch"}
)
RESERVED = STATEMENT_WORDS | {"for", "in", "from", "if", "else", "and", "or", "not"}
RESERVED |= {"E", "True", "False"}

_TOKEN = re.compile(
    rf"""(?P<newline>\r?\n)
    |(?P<space>[ \t\ufeff]+)
    |(?P<comment>\#[^\n]*)
    |(?P<name>[{LETTERS}][0-9{LETTERS}]*)
    |(?P<number>(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)
    |(?P<open>[(\[])
    |(?P<close>[)\]])
    |(?P<stray>:=|&&|\|\||!(?!=)|'[^'\n]*'?)
    |(?P<sign>\*\*|//|->|<=|>=|==|!=|[-+*/%@<>=~.,:])
    |(?P<string>"(?:[^"\\\n]|\\[^\n])*")
    |(?P<other>.)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")
_CLOSING = {"(": ")", "[": "]"}


@frozen
class Line:
    """One statement: its characters, its depth, and why it cannot be read, if so."""

    start: int
    end: int
    level: int
    problems: tuple[Diagnostic, ...] = ()


@frozen
class Layout:
    """The lines of a text, and what is wrong with their indentation."""

    lines: tuple[Line, ...]
    problems: tuple[Diagnostic, ...]


def lay_out(text: str) -> Layout:
    scan = _Scan()
    for match in _TOKEN.finditer(text):
        kind, start, end = match.lastgroup, match.start(), match.end()
        if kind == "space":
            if scan.fresh:
                scan.indent = Span(start, end)
        elif kind == "newline":
            scan.newline()
        elif kind != "comment":
            if scan.count == TOKEN_LIMIT:
                return Layout((), (_too_many_tokens(start),))
            scan.token(text, str(kind), start, end)
    return scan.finish()


@dataclass(slots=True)
class _Scan:
    """How far one pass has come."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    here: dict[str, Diagnostic] = field(default_factory=dict)  # of this line, one a code
    brackets: list[tuple[str, int]] = field(default_factory=list)
    widths: list[int] = field(default_factory=lambda: [0])
    indent: Span | None = None
    fresh: bool = True  # no token yet in this row of the text
    start: int | None = None  # where the statement began
    end: int = 0
    level: int = 0
    last_number: Span = Span(-1, -1)
    count: int = 0
    tabbed: bool = False

    def newline(self) -> None:
        if not self.brackets:
            self.close_line()
        self.fresh, self.indent = True, None

    def close_line(self) -> None:
        if self.start is not None:
            problems = tuple(self.here.values())
            self.lines.append(Line(self.start, self.end, self.level, problems))
        self.start, self.here = None, {}

    def finish(self) -> Layout:
        self.leave_brackets()
        self.close_line()
        return Layout(tuple(self.lines), tuple(self.problems))

    def leave_brackets(self) -> None:
        if self.brackets:
            self.report(_unclosed(*self.brackets[-1]))
            self.brackets.clear()

    def report(self, problem: Diagnostic) -> None:
        self.here.setdefault(problem.code, problem)

    def token(self, text: str, kind: str, start: int, end: int) -> None:
        self.count += 1
        if self.fresh:
            self.begin_row(text, start, end)
        match kind:
            case "name":
                self.name(text, start, end)
            case "number":
                self.number(text[start:end], start, end)
            case "open":
                self.open(text[start], start)
            case "close":
                self.close(text[start], start)
            case "string":
                self.string(text[start:end], start)
            case "stray" | "other":
                self.report(stray(text[start:end], start))
        self.end = end

    def begin_row(self, text: str, start: int, end: int) -> None:
        """The first token of a row begins a statement, unless a bracket is open."""
        self.fresh = False
        if self.brackets and text[start:end] in STATEMENT_WORDS:
            self.leave_brackets()
            self.close_line()
        if not self.brackets:
            self.start = start
            self.level = self.depth(text, start)

    def depth(self, text: str, start: int) -> int:
        indent = self.indent or Span(start, start)
        blank = text[indent.start : indent.end].lstrip("\ufeff")
        if "\t" in blank and not self.tabbed:
            self.tabbed = True
            self.problems.append(_tab(indent.start + text[indent.start : indent.end].index("\t")))
        width = len(blank.expandtabs(4))
        if width > self.widths[-1]:
            self.widths.append(width)
        deeper = self.widths[-1]
        while width < self.widths[-1]:
            deeper = self.widths.pop()
        if width > self.widths[-1]:
            here = Span(indent.start, start)
            self.problems.append(_wrong_dedent(here, self.widths[-1], deeper))
            self.widths.append(width)
        return len(self.widths) - 1

    def name(self, text: str, start: int, end: int) -> None:
        if end - start > NAME_LIMIT:
            self.report(_long_name(Span(start, end)))
        elif start == self.last_number.end and text[start:end] not in RESERVED:
            number = text[self.last_number.start : start]
            self.report(_missing_times(number, text[start:end], Span(start, end)))

    def number(self, written: str, start: int, end: int) -> None:
        self.last_number = Span(start, end)
        if len(written) <= 4:
            return
        mantissa, _, exponent = written.lower().partition("e")
        if sum(c.isdigit() for c in mantissa.lstrip("0")) > DIGIT_LIMIT:
            self.report(_long_number(Span(start, end)))
        size = exponent.lstrip("+-").lstrip("0")
        if len(size) > 3 or int(size or "0") > EXPONENT_LIMIT:
            self.report(_large_exponent(Span(start + len(mantissa), end)))

    def string(self, written: str, start: int) -> None:
        for escape in _ESCAPE.finditer(written):
            if escape[1] not in '\\"':
                offset = start + escape.start()
                self.report(_unknown_escape(escape[0], Span(offset, offset + 2)))

    def open(self, bracket: str, start: int) -> None:
        self.brackets.append((bracket, start))
        if len(self.brackets) == NESTING_LIMIT + 1:
            self.report(_deep(start))

    def close(self, bracket: str, start: int) -> None:
        if self.brackets and _CLOSING[self.brackets[-1][0]] == bracket:
            self.brackets.pop()
        elif len(self.brackets) > 1 and _CLOSING[self.brackets[-2][0]] == bracket:
            self.report(_unclosed(*self.brackets[-1], before=(bracket, start)))
            del self.brackets[-2:]
        else:
            self.report(_unopened(bracket, start, self.brackets.pop() if self.brackets else None))


def _too_many_tokens(offset: int) -> Diagnostic:
    return Diagnostic(
        "G006",
        f"the file has more than {TOKEN_LIMIT:,} tokens",
        Span(offset, offset + 1),
        "one token too many",
        help="keep large arrays in a file beside it, and repeated terms in a `sum(... for ...)`",
    )


def _tab(offset: int) -> Diagnostic:
    return Diagnostic(
        "G005",
        "the line is indented with a tab",
        Span(offset, offset + 1),
        "a tab",
        help="indent with four spaces",
    )


def _wrong_dedent(span: Span, width: int, deeper: int) -> Diagnostic:
    return Diagnostic(
        "G016",
        "the line is indented less than its block and more than what is around it",
        span,
        "belongs to no block",
        help=f"indent it by {deeper} spaces, or by {width}",
    )


def _unclosed(bracket: str, offset: int, before: tuple[str, int] | None = None) -> Diagnostic:
    labels: tuple[Label, ...] = ()
    if before is not None:
        closing, where = before
        labels = (Label(Span(where, where + 1), f"`{closing}` closes another bracket"),)
    return Diagnostic(
        "G013",
        f"the bracket `{bracket}` is never closed",
        Span(offset, offset + 1),
        "opened here",
        labels,
        help=f"add `{_CLOSING[bracket]}`",
    )


def _unopened(bracket: str, offset: int, last: tuple[str, int] | None) -> Diagnostic:
    span = Span(offset, offset + 1)
    if last is None:
        return Diagnostic(
            "G014", f"`{bracket}` closes no bracket", span, "nothing is open", help="delete it"
        )
    opening, where = last
    return Diagnostic(
        "G014",
        f"`{bracket}` does not close `{opening}`",
        span,
        f"expected `{_CLOSING[opening]}`",
        (Label(Span(where, where + 1), "opened here"),),
        help=f"write `{_CLOSING[opening]}`",
    )


def _deep(offset: int) -> Diagnostic:
    return Diagnostic(
        "G007",
        f"brackets are nested more than {NESTING_LIMIT} levels deep",
        Span(offset, offset + 1),
        "one level too many",
        help="give an inner part a name with `let`",
    )


def _long_name(span: Span) -> Diagnostic:
    return Diagnostic(
        "G008",
        f"the name has {span.end - span.start:,} characters, more than {NAME_LIMIT}",
        span,
        help="choose a shorter name",
    )


def _long_number(span: Span) -> Diagnostic:
    return Diagnostic(
        "G009",
        f"the number has more than {DIGIT_LIMIT:,} digits",
        span,
        help="write fewer digits",
    )


def _large_exponent(span: Span) -> Diagnostic:
    return Diagnostic(
        "G010",
        f"the decimal exponent is not between -{EXPONENT_LIMIT} and {EXPONENT_LIMIT}",
        span,
        help=f"write an exponent of at most {EXPONENT_LIMIT}",
    )


def _unknown_escape(escape: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "G012",
        f"`{escape}` has no meaning in a string",
        span,
        "not an escape",
        help='write `\\\\` for a backslash, `\\"` for a quote',
    )


def _missing_times(number: str, name: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "G025",
        f"a `*` is missing between `{number}` and `{name}`",
        span,
        "a number is not multiplied by standing before a name",
        help=f"write `{number} * {name}`",
    )
