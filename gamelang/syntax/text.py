"""From bytes to a Source, and the checks that concern every character of it.

UTF-8 with or without a byte-order mark, at most 1 MiB, no control, bidirectional or invisible
character anywhere, comments included. All of it takes linear time.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import Source, Span

SIZE_LIMIT = 2**20

# Control characters but tab and line ends; format characters (category Cf: bidirectional marks,
# zero-width ones, soft hyphen, tags); line and paragraph separators; blank letters and variation
# selectors, which no font shows; surrogates, which no UTF-8 text holds.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)"
    "|[\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_source(origin: Path | str | bytes, name: str | None = None) -> Source:
    """The game file at a path (`-`: standard input), or the game in these bytes.

    Raises Rejected where the file cannot be read (G501), is too large (G001) or is not
    UTF-8 (G002). Line ends become LF, and a byte-order mark is dropped.
    """
    if isinstance(origin, bytes):
        return decode(origin, name or "<bytes>", None)
    if str(origin) == "-":
        return decode(sys.stdin.buffer.read(SIZE_LIMIT + 1), name or "<stdin>", Path.cwd())
    path = Path(origin)
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise Rejected([_unreadable(path, error)]) from None
    return decode(data, name or str(path), path.parent)


def decode(data: bytes, name: str, folder: Path | None) -> Source:
    if len(data) > SIZE_LIMIT:
        raise Rejected([_too_large()], Source(name, "", folder))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8", "replace"), folder)
        raise Rejected([_not_utf8(data, error)], source) from None
    return Source(name, text.removeprefix("\ufeff").replace("\r\n", "\n"), folder)


def check_text(source: Source) -> None:
    """Raises Rejected with every forbidden character, or for a text that is too large."""
    text = source.text
    if len(text) > SIZE_LIMIT or len(text.encode("utf-8", "replace")) > SIZE_LIMIT:
        raise Rejected([_too_large()], source)
    found = [
        _forbidden(match.group(), match.start())
        for match in _FORBIDDEN.finditer(text)
        if not (match.start() == 0 and match.group() == "\ufeff")
    ]
    if found:
        raise Rejected(_one_a_kind(found), source)


def _one_a_kind(found: list[Diagnostic]) -> list[Diagnostic]:
    """A file with a thousand of one character has one problem."""
    first: dict[str, Diagnostic] = {}
    for diagnostic in found:
        first.setdefault(diagnostic.message, diagnostic)
    return list(first.values())


def _forbidden(character: str, offset: int) -> Diagnostic:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    described = f"{code} ({name.lower()})" if name else code
    span = Span(offset, offset + 1)
    if unicodedata.category(character) == "Cc" or character in "\u2028\u2029":
        kind = "NUL, a control character" if character == "\0" else "a control character"
        message = f"{described} is {kind}"
        return Diagnostic("G003", message, span, "stands here", help="delete it")
    kind = "changes the direction of text" if _BIDIRECTIONAL.match(character) else "is invisible"
    message = f"{described} {kind}"
    return Diagnostic("G004", message, span, "stands here", help="delete it")


def _too_large() -> Diagnostic:
    return Diagnostic(
        "G001",
        "the file is larger than 1 MiB",
        help='keep large arrays in a file beside it: `npz("data.npz", "A")`',
    )


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = "the file is UTF-16, not UTF-8"
    else:
        message = f"the file is not UTF-8: the byte 0x{data[error.start]:02x} begins no character"
    offset = len(data[: error.start].decode("utf-8"))
    return Diagnostic(
        "G002", message, Span(offset, offset + 1), "here", help="save it in the encoding UTF-8"
    )


def _unreadable(path: Path, error: OSError | ValueError) -> Diagnostic:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such name"
    return Diagnostic("G501", f"cannot read `{path}`: {reason.lower()}")
