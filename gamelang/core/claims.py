"""What a reader is told about claims that do not simply hold."""

from __future__ import annotations

from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis, ClaimResult
from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Span

REFUTED, ON_CONDITION, UNDECIDED = "G491", "G492", "G493"


def claim_diagnostics(game: TypedGame, analysis: Analysis) -> tuple[Diagnostic, ...]:
    """One for each claim that is false, holds on a condition, or could not be decided."""
    results = zip(game.claims, analysis.claims, strict=True)
    found = (_diagnostic(result, claim.span) for claim, result in results)
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def _diagnostic(result: ClaimResult, span: Span) -> Diagnostic | None:
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
