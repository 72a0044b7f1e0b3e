"""A diagnostic's advice as it is typed in Python: `load(..., n=2)` for `--set n=2`."""

from __future__ import annotations

import re
from dataclasses import replace

from gamelang.diagnostics.model import Diagnostic

QUOTED = re.compile(r"`--set ([^`=]+)(=[^`]*)?`")
SEVERAL = re.compile(r"add (--set \S+=\S+(?: --set \S+=\S+)*)")
FLAG = re.compile(r"`--(method|optimizer) (\w+)`")
METHOD = re.compile(r"choose with --method: (.*)")


def pythonic(diagnostic: Diagnostic) -> Diagnostic:
    """The same for a caller who has no command line."""
    help = None if diagnostic.help is None else _said(diagnostic.help)
    return replace(diagnostic, message=_said(diagnostic.message), help=help)


def _said(text: str) -> str:
    text = QUOTED.sub(lambda found: f"`load(..., {found[1]}{found[2] or '=...'})`", text)
    text = SEVERAL.sub(lambda found: f"write `load(..., {_keywords(found[1])})`", text)
    text = FLAG.sub(r'`\1="\2"`', text)
    return METHOD.sub(r"choose with method=: \1", text)


def _keywords(settings: str) -> str:
    return ", ".join(settings.removeprefix("--set ").split(" --set "))
