"""Where grammars/, specs/ and docs/codes/ are: inside an installed package, else beside it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """`grammars`, `specs` or `codes`."""
    installed = _PACKAGE / name
    beside = _PACKAGE.parent / ("docs/codes" if name == "codes" else name)
    return installed if installed.is_dir() else beside
