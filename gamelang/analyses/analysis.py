"""Everything `check` says of a game: the verdicts, the potential, the claims.

In: a typed game and a budget of seconds. Out: an Analysis whose every verdict the independent
checker has settled, and Facts for code generation. Never raises for what it cannot decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gamelang.analyses.claims import decide_claim
from gamelang.analyses.deciding import structural
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.analyses.sizes import SmallSizes
from gamelang.catalog import entries
from gamelang.core.game import PointClaim, TypedGame
from gamelang.core.verdicts import (
    VERDICTS,
    Analysis,
    ClaimResult,
    Facts,
    FixedPoint,
    Json,
    Verdict,
    classify,
)

FOR_FACTS = ("zero_sum", "common_payoff", "quadratic", "hamiltonian", "potential")


def analyse(game: TypedGame, budget: float = 10.0) -> Analysis:
    """Every verdict, the potential function and the claims."""
    return _analysed(Inquiry(game, budget))


def at_a_glance(game: TypedGame, budget: float = 10.0) -> Analysis:
    """The same without writing the game out in scalars: what takes a moment at any size."""
    return _analysed(Inquiry(game, budget, written_out=False))


def _analysed(inquiry: Inquiry) -> Analysis:
    small = SmallSizes(inquiry, answer)
    verdicts = {name: small.verdict(name, answer(inquiry, name)) for name in VERDICTS}
    phi = _potential(inquiry) if verdicts["potential"].status == "yes" else None
    if phi is not None:
        verdicts["potential"] = _with_potential(inquiry, verdicts["potential"], phi)
    return Analysis(
        game_class=classify(verdicts),
        verdicts=verdicts,
        potential_function=phi,
        claims=_claims(inquiry, small),
        fixed_points=_points(inquiry),
    )


def _potential(inquiry: Inquiry) -> str | None:
    from gamelang.analyses.potential_function import potential_text

    return potential_text(inquiry)


def _with_potential(inquiry: Inquiry, verdict: Verdict, phi: str) -> Verdict:
    """The potential itself as the certificate, unless a theorem for all sizes says more."""
    if verdict.proof != "exact":
        return verdict
    certificate: dict[str, Json] = {"kind": "potential_function", "phi": phi}
    settled = inquiry.checker.settle("potential", replace(verdict, certificate=certificate))
    return settled if settled.status == "yes" else verdict


def _claims(inquiry: Inquiry, small: SmallSizes) -> tuple[ClaimResult, ...]:
    """What all sizes decide comes first: `no` for every n is not `not` for every n."""
    return tuple(
        small.claim(k, decide_claim(inquiry, claim, lambda name: answer(inquiry, name)))
        for k, claim in enumerate(inquiry.game.claims)
    )


def _points(inquiry: Inquiry) -> tuple[FixedPoint, ...]:
    """Every point that a claim names, with all that is decided there."""
    if not any(isinstance(claim.statement, PointClaim) for claim in inquiry.game.claims):
        return ()
    from gamelang.analyses.claimed_points import points_of

    return points_of(inquiry)


def facts(game: TypedGame, budget: float = 1.0) -> Facts:
    """What was proved for code generation, within a second."""
    inquiry = Inquiry(game, budget)
    return _facts(game, lambda name: _everywhere(answer(inquiry, name)))


def facts_at_a_glance(game: TypedGame, budget: float = 1.0) -> Facts:
    """The same by theorems on terms alone, whatever the size."""
    inquiry = Inquiry(game, budget, written_out=False)
    return _facts(game, lambda name: structural(inquiry, name, "") is not None)


def _facts(game: TypedGame, holds: Callable[[str], bool]) -> Facts:
    proved = {name: holds(name) for name in FOR_FACTS}
    if game.stops:  # there the losses' values say nothing about their gradients
        proved["zero_sum"] = proved["common_payoff"] = False
    return Facts(**proved)


def _everywhere(verdict: Verdict) -> bool:
    return verdict.status == "yes" and verdict.scope.everywhere


def answer(inquiry: Inquiry, name: str) -> Verdict:
    """One verdict, settled by the checker."""
    return inquiry.answer(name, entries("gamelang.analyses.questions", Question)[name].run)
