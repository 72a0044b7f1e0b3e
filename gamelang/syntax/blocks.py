"""What is wrong with a block: not indented, indented without a header, empty, a lost header."""

from __future__ import annotations

from gamelang.diagnostics.model import Diagnostic
from gamelang.diagnostics.near import near
from gamelang.source import Source, Span
from gamelang.syntax.layout import Line

HEADERS = ("player", "sampler", "train")


def header_word(word: str) -> str | None:
    """The kind of block that a line with this first word was meant to begin."""
    if word in HEADERS:
        return word
    found = near(word, HEADERS, limit=1)
    return found[0] if found else None


def first_word(source: Source, line: Line) -> Span:
    """Where the first word, or the first character, of a line stands."""
    text = source.text[line.start : line.end]
    length = next((k for k, c in enumerate(text) if not (c.isalnum() or c == "_")), len(text))
    return Span(line.start, line.start + max(length, 1))


def block_not_indented(source: Source, line: Line) -> Diagnostic:
    return Diagnostic(
        "G016",
        "the block is not indented",
        first_word(source, line),
        "belongs to the block above",
        help="indent the lines of the block by four spaces",
    )


def unexpected_indent(source: Source, line: Line) -> Diagnostic:
    return Diagnostic(
        "G016",
        "the line is indented but belongs to no block",
        first_word(source, line),
        "indented",
        help="begin it at the first column, or behind the spaces of its block",
    )


def empty_block(source: Source, header: Line) -> Diagnostic:
    advice = {
        "player": "indent its parameters and its objective by four spaces below it",
        "sampler": "indent its draws by four spaces below it",
    }
    word = source.slice(first_word(source, header))
    return Diagnostic(
        "G048",
        f"the block of `{source.text[header.start : header.end].rstrip(': ')}` is empty",
        first_word(source, header),
        "nothing follows",
        help=advice.get(word, "indent its settings by four spaces below it"),
    )
