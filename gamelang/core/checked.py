"""What `check` found: the game, the answers, and what a reader must be told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gamelang.core.claims import UNDECIDED
from gamelang.core.deep import Deep
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis, Estimator
from gamelang.diagnostics.model import Diagnostic


@dataclass(frozen=True, slots=True)
class Checked:
    """`deep` None: it was not asked for."""

    game: TypedGame
    analysis: Analysis
    diagnostics: tuple[Diagnostic, ...]
    estimators: tuple[Estimator, ...] = ()
    deep: Deep | None = None

    def strict(self) -> Checked:
        """The same, where a claim that could not be decided is an error."""
        strict = (
            replace(d, severity="error") if d.code == UNDECIDED else d for d in self.diagnostics
        )
        return replace(self, diagnostics=tuple(strict))
