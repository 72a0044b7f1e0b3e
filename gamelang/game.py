"""class Game: the Python face of the pipeline. `load` reads a file, `loads` a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.core.report import Document, check_report
from gamelang.diagnostics import machine, rendering
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import Source
from gamelang.syntax.text import decode, read_source

if TYPE_CHECKING:
    from gamelang.settings import CheckReport


class GameError(Exception):
    """A game, or a value given to it, was refused. `diagnostics` holds every problem; printed, it
    shows each in its line of the file."""

    def __init__(self, refusal: Rejected) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = refusal.diagnostics
        self.source: Source | None = refusal.source
        super().__init__("\n" + rendering.render_all(self.diagnostics, self.source).rstrip("\n"))


def load(path: str | Path, **settings: Any) -> Game:
    """The game in a file. `settings` give dims and consts their values: numbers (a float stands
    for its shortest decimal), fractions, nested lists, arrays, or expressions of the language as
    strings. Raises GameError."""
    return _game(lambda: read_source(Path(path)), settings)


def loads(text: str, name: str = "<text>", **settings: Any) -> Game:
    """The game in a text; it can name no data files. Raises GameError."""
    return _game(lambda: decode(text.encode("utf-8", "replace"), name, None), settings)


def _game(source: Callable[[], Source], settings: Mapping[str, Any]) -> Game:
    try:
        return Game(compiler.typed(source(), settings))
    except Rejected as refusal:
        raise GameError(refusal) from None


class Game:
    """A checked game. What it knows is computed when it is first asked for, and kept."""

    def __init__(self, typed: TypedGame) -> None:
        self.typed = typed

    def __repr__(self) -> str:
        players = ", ".join(player.name for player in self.typed.players)
        return f"<Game {self.name}: {players}>"

    @property
    def name(self) -> str:
        return self.typed.name

    @property
    def title(self) -> str | None:
        return self.typed.title

    def check(self, budget: float = compiler.CHECK_BUDGET) -> CheckReport:
        """What kind of game it is, and whether its claims hold: the report of `check --json`.

        `budget`: seconds of exact work; what is not decided by then is `unknown`.
        """
        from gamelang.settings import CheckReport

        return CheckReport.model_validate(self.check_document(budget))

    def check_document(self, budget: float = compiler.CHECK_BUDGET) -> Document:
        """The same report as plain lists and dicts."""
        checked = compiler.answered(self.typed, budget)
        source = self.typed.source
        found: list[Document] = [dict(machine.as_dict(d, source)) for d in checked.diagnostics]
        return check_report(source.name, self.typed, checked.analysis, found)
