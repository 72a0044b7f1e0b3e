"""Words of a game as a figure may show them: never read as formulas, of a size that fits."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from gamelang.diagnostics.printable import printable

LONGEST = 60
PER_INCH = 13  # characters
MOST_LINES = 3


def words(text: str, longest: int = LONGEST) -> str:
    """The text, in which `$` begins no formula and `_` hides no line of a legend."""
    shown = printable(text)
    if len(shown) > longest:
        shown = shown[: longest - 1] + "…"
    shown = shown.replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown


def titled(title: str, below: str, inches: float) -> str:
    """A title over lines that explain it, no wider than the figure."""
    width = int(PER_INCH * inches)
    lines = wrap(printable(below), width)[:MOST_LINES]
    return "\n".join([words(title, width), *(words(line, width) for line in lines)])


def call(chosen: Mapping[str, Any]) -> str:
    """`sga(strength=1, align=True)`; what is off or open is left out."""
    said = {k: v for k, v in chosen.items() if k != "name" and v is not None and v is not False}
    given = [f"{name}={_argument(v)}" for name, v in said.items()]
    return f"{chosen['name']}({', '.join(given)})" if given else str(chosen["name"])


def _argument(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
