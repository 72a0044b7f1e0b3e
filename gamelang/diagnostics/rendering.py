"""A diagnostic for a reader: the message, the lines it speaks of, what to type instead.

error[G201]: unknown name `thet`
  --> wgan.game:7:17
   |
 4 |     theta: real = 1
   |     ----- `theta` is declared here
 7 |     minimize -psi * thet
   |                     ^^^^ not a parameter, constant or function
   = help: did you mean `theta`?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gamelang.diagnostics.model import Diagnostic
from gamelang.diagnostics.printable import printable, shown, width
from gamelang.frozen import frozen
from gamelang.source import Source, Span

WINDOW = 100  # characters of a line that are shown at most

Painter = Callable[[str, str], str]

_PAINTS = {"error": "1;31", "warning": "1;33", "note": "1;36", "frame": "34", "bold": "1"}


def render_all(
    diagnostics: Iterable[Diagnostic], source: Source | None, colour: bool = False
) -> str:
    """Each diagnostic with its frame, a blank line between two."""
    return "\n".join(render(diagnostic, source, colour) for diagnostic in diagnostics)


def render(diagnostic: Diagnostic, source: Source | None, colour: bool = False) -> str:
    """One diagnostic as lines of text, each with its end."""
    paint: Painter = _paint if colour else _plain
    head = paint(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity)
    lines = [head + paint(f": {printable(diagnostic.message)}", "bold")]
    margin = 1
    if source is not None and diagnostic.span is not None:
        marks = _marks(diagnostic, source)
        margin = len(str(max(mark.line for mark in marks)))
        line, column = source.position(diagnostic.span.start)
        where = f"{printable(source.name)}:{line}:{column}"
        lines.append(" " * (margin + 1) + paint("-->", "frame") + f" {where}")
        lines.append(paint(" " * (margin + 2) + "|", "frame"))
        for number in sorted({mark.line for mark in marks}):
            here = [mark for mark in marks if mark.line == number]
            lines += _excerpt(source.line(number), number, margin, here, diagnostic, paint)
    if diagnostic.help is not None:
        prefix = paint(" " * (margin + 2) + "=", "frame")
        lines.append(f"{prefix} help: {printable(diagnostic.help)}")
    return "\n".join(lines) + "\n"


@frozen
class _Mark:
    """The characters of one line to underline, counted from 0."""

    line: int
    start: int
    end: int
    sign: str
    text: str


def _marks(diagnostic: Diagnostic, source: Source) -> list[_Mark]:
    assert diagnostic.span is not None
    marks = _lines_of(diagnostic.span, source, "^", diagnostic.label)
    for label in diagnostic.labels:
        marks += _lines_of(label.span, source, "-", label.text)
    return marks


def _lines_of(span: Span, source: Source, sign: str, text: str) -> list[_Mark]:
    """The first and the last line of a span; the words go below the last."""
    first, start = source.position(span.start)
    last, end = source.position(max(span.end - 1, span.start))
    if first == last:
        return [_Mark(first, start - 1, max(end, start), sign, text)]
    ending = source.line(last)
    begin = len(ending) - len(ending.lstrip())
    length = max(len(source.line(first)), start)
    return [
        _Mark(first, start - 1, length, sign, ""),
        _Mark(last, min(begin, end - 1), end, sign, text),
    ]


def _excerpt(
    line: str, number: int, margin: int, marks: list[_Mark], diagnostic: Diagnostic, paint: Painter
) -> list[str]:
    """The line, and a row of signs for every mark in it."""
    marks = sorted(marks, key=lambda mark: (mark.sign == "^", mark.start))
    begin, end = _window(line, marks[-1])
    before, behind = "..." if begin else "", "..." if end < len(line) else ""
    content = before + "".join(map(shown, line[begin:end])) + behind
    gutter = paint(f" {number:>{margin}} |", "frame")
    rows = [f"{gutter} {content}".rstrip()]
    empty = paint(" " * (margin + 2) + "|", "frame")
    for mark in sorted(marks, key=lambda mark: mark.start):
        left = _columns(line[begin : max(mark.start, begin)]) + len(before)
        inside = line[max(mark.start, begin) : min(mark.end, end)]
        signs = mark.sign * max(_columns(inside), 1)
        kind = diagnostic.severity if mark.sign == "^" else "frame"
        words = f"{signs} {printable(mark.text)}".rstrip()
        rows.append(f"{empty} {' ' * left}{paint(words, kind)}")
    return rows


def _columns(text: str) -> int:
    return width("".join(map(shown, text)))


def _window(line: str, mark: _Mark) -> tuple[int, int]:
    """The part of a long line that is shown: around the mark."""
    if len(line) <= WINDOW:
        return 0, len(line)
    begin = max(0, min(mark.start - WINDOW // 3, len(line) - WINDOW))
    return begin, min(begin + WINDOW, len(line))


def _plain(text: str, kind: str) -> str:
    return text


def _paint(text: str, kind: str) -> str:
    return f"\x1b[{_PAINTS[kind]}m{text}\x1b[0m"
