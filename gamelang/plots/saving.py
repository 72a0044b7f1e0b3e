"""A figure as a file, by its suffix. The same figure gives the same bytes: nothing is dated."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.plots.style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "gamelang"},
    "pdf": {"CreationDate": None, "Creator": "gamelang", "Producer": None},
    "png": {"Software": "gamelang"},
}


def suffix_of(path: Path) -> str:
    """`svg`, `pdf` or `png`. Raises Rejected."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in METADATA:
        return suffix
    text = f"a picture is no `{path.suffix}` file" if suffix else f"{path} has no suffix"
    help = f"write -o {path.stem}.svg, or .pdf, or .png"
    raise Rejected([Diagnostic("G552", text, help=help)])


def save(figure: Figure, path: Path) -> None:
    """Writes the figure, whole. Raises Rejected."""
    written = rendered(figure, suffix_of(path))
    try:
        path.write_bytes(written)
    except OSError as error:
        text = f"cannot write {path}: {error.strerror or error}"
        raise Rejected([Diagnostic("G552", text)]) from None


def rendered(figure: Figure, form: str) -> bytes:
    """The bytes of a file."""
    buffer = io.BytesIO()
    with styled(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a name in letters without a font
        figure.savefig(buffer, format=form, metadata=METADATA[form])
    return buffer.getvalue()
