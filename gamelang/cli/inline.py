"""A picture inside the terminal, where that is one that can show it: kitty's and iTerm2's ways."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import TextIO

ITERM2 = ("iTerm.app", "WezTerm")  # in TERM_PROGRAM
PIECE = 4096  # characters of one escape sequence of kitty's


def shown_inline(stream: TextIO, png: Callable[[], bytes]) -> str | None:
    """What to print to show a picture there; None where it would not be seen."""
    if not stream.isatty() or os.environ.get("TMUX"):
        return None
    if os.environ.get("KITTY_WINDOW_ID") or os.environ.get("TERM") == "xterm-kitty":
        return "".join(_kitty(b64encode(png()).decode()))
    if os.environ.get("TERM_PROGRAM") in ITERM2:
        return f"\x1b]1337;File=inline=1;width=100%:{b64encode(png()).decode()}\x07"
    return None


def _kitty(text: str) -> Iterator[str]:
    """In pieces; `m=1` says that more follow."""
    for start in range(0, len(text), PIECE):
        head = "a=T,f=100," if start == 0 else ""
        more = int(start + PIECE < len(text))
        yield f"\x1b_G{head}m={more};{text[start : start + PIECE]}\x1b\\"
