"""THE PIPELINE, one line a stage. Start reading here.

    text -> parse -> check -> analyse          what kind of game it is (certificates re-checked)
                           -> emit -> fields   what a method may ask of it, as compiled JAX
                                   -> run      learning

Each stage is a pure function of the artifact before it. Stages are imported when they are reached,
so that a game that fails early, or needs no more, loads no library that comes later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis, ClaimResult, Facts
from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.core.ast import GameFile
    from gamelang.fields.interface import Fields

CHECK_BUDGET = 10.0  # seconds of exact work for `check`
FACTS_BUDGET = 1.0  # and for what a run may use
NO_SETTINGS: Mapping[str, Any] = {}


def parse(source: Source) -> GameFile:
    """Text to core AST."""
    from gamelang.syntax.parsing import parse

    return parse(source)


def check(file: GameFile, source: Source, settings: Mapping[str, Any] = NO_SETTINGS) -> TypedGame:
    """Core AST to typed game: names, shapes, owners, domains, settings."""
    from gamelang.checking.checking import check

    return check(file, source, settings)


def analyse(game: TypedGame, budget: float = CHECK_BUDGET) -> Analysis:
    """Typed game to verdicts, each with a certificate that the independent checker has accepted."""
    from gamelang.analyses.analysis import analyse

    return analyse(game, budget)


def facts(game: TypedGame, budget: float = FACTS_BUDGET) -> Facts:
    """What code generation may rely on."""
    from gamelang.analyses.analysis import facts

    return facts(game, budget)


def emit(game: TypedGame, proved: Facts, method: str | None = None) -> str:
    """Typed game to readable JAX source; with a method, also its `step`."""
    from gamelang.codegen.module import emit

    return emit(game, proved, method)


def fields(game: TypedGame, proved: Facts) -> Fields:
    """JAX source to the functions that a method may call."""
    from gamelang.codegen.load import fields_of

    return fields_of(game, proved)


def typed(source: Source, settings: Mapping[str, Any] = NO_SETTINGS) -> TypedGame:
    """Text to typed game."""
    return check(parse(source), source, settings)


@dataclass(frozen=True, slots=True)
class Checked:
    """A game, what was found out about it, and what a reader must be told."""

    game: TypedGame
    analysis: Analysis
    diagnostics: tuple[Diagnostic, ...]

    def strict(self) -> Checked:
        """The same, where a claim that could not be decided is an error."""
        return replace(
            self,
            diagnostics=tuple(
                replace(d, severity="error") if d.code == UNDECIDED else d for d in self.diagnostics
            ),
        )


def checked(
    source: Source, settings: Mapping[str, Any] = NO_SETTINGS, budget: float = CHECK_BUDGET
) -> Checked:
    """Text to answers. Raises Rejected where the text is no game."""
    game = typed(source, settings)
    analysis = analyse(game, budget)
    failed = (
        _claim_diagnostic(result, claim.span)
        for claim, result in zip(game.claims, analysis.claims, strict=True)
    )
    return Checked(game, analysis, (*game.warnings, *(d for d in failed if d is not None)))


REFUTED, ON_CONDITION, UNDECIDED = "G491", "G492", "G493"


def _claim_diagnostic(result: ClaimResult, span: Any) -> Diagnostic | None:
    """What to say about a claim that does not simply hold."""
    match result.status:
        case "yes":
            return None
        case "no":
            message = f"the claim `{result.text}` is false"
            return Diagnostic(REFUTED, message, span, result.reason or "refuted")
        case "conditional":
            message = f"the claim `{result.text}` holds only if {result.condition}"
            return Diagnostic(ON_CONDITION, message, span, "not for all allowed constants")
        case "unknown":
            message = f"the claim `{result.text}` could not be decided"
            reason = result.reason or "neither proved nor refuted"
            return Diagnostic(UNDECIDED, message, span, reason, severity="warning")
