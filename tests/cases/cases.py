"""Golden cases: a game and what is said about it, in one file, read in review like code.

After a change on purpose, `python -m tests.cases.cases` writes what is said now; for a code without
a case it makes one from the bad game of the code's page.
"""

from __future__ import annotations

import re
from pathlib import Path

from gamelang import compiler
from gamelang.diagnostics.codes import TITLES
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.diagnostics.rendering import render_all
from gamelang.resources import folder
from gamelang.source import Source
from gamelang.syntax.text import decode

HERE = Path(__file__).parent
DATA = HERE.parent / "diagnostics" / "data"
SEPARATOR = "======== says\n"
BAD = re.compile(r"^## Bad\n.*?^```(game|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def paths() -> list[Path]:
    return sorted(HERE.glob("*.case"))


def split(path: Path) -> tuple[str, str]:
    """The game and the words of a case. A game `>>> EXPRESSION` is what that gives in Python."""
    game, _, words = path.read_bytes().decode("utf-8").partition(SEPARATOR)
    return game, words


def said(game: str, name: str) -> str:
    """Everything that `check` says about a game, as text."""
    try:
        source = _source(game, name)
    except Rejected as refusal:
        return render_all(refusal.diagnostics, refusal.source)
    return render_all(_diagnostics(source), source)


def _source(game: str, name: str) -> Source:
    if game.startswith(">>> "):
        made = eval(game.removeprefix(">>> "), {"__builtins__": {}})
        return decode(made if isinstance(made, bytes) else made.encode(), name, None)
    return Source(name, game, DATA)


def _diagnostics(source: Source) -> tuple[Diagnostic, ...]:
    try:
        return compiler.answered(compiler.typed(source)).diagnostics
    except Rejected as refusal:
        return refusal.diagnostics


def _game_of_page(code: str) -> str | None:
    page = (folder("codes") / f"{code}.md").read_text(encoding="utf-8")
    found = BAD.search(page)
    if found is None:
        return None
    language, game = found.groups()
    return game if language == "game" else f">>> {game}"


def accept() -> None:
    for code in TITLES:
        path = HERE / f"{code}.case"
        if not path.exists() and (game := _game_of_page(code)) is not None:
            path.write_text(game + SEPARATOR, encoding="utf-8")
    for path in paths():
        game, _ = split(path)
        words = said(game, f"{path.stem}.game")
        path.write_bytes((game + SEPARATOR + words).encode("utf-8"))


if __name__ == "__main__":
    accept()
