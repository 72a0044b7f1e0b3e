"""Everything `check` says of a game: the verdicts, the potential, the claims.

In: a typed game and a budget of seconds. Out: an Analysis whose every verdict the independent
checker has settled, and Facts for code generation. Never raises for what it cannot decide.
"""

from __future__ import annotations

from gamelang.analyses.claims import decide_claim, points_of
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.question import Question
from gamelang.catalog import entries
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import VERDICTS, Analysis, ClaimResult, Facts, Verdict, classify

FOR_FACTS = ("zero_sum", "common_payoff", "quadratic", "hamiltonian", "potential")


def analyse(game: TypedGame, budget: float = 10.0) -> Analysis:
    """Every verdict, the potential function and the claims."""
    inquiry = Inquiry(game, budget)
    verdicts = {name: answer(inquiry, name) for name in VERDICTS}
    return Analysis(
        game_class=classify(verdicts),
        verdicts=verdicts,
        potential_function=None,
        claims=_claims(inquiry),
        fixed_points=points_of(inquiry),
    )


def _claims(inquiry: Inquiry) -> tuple[ClaimResult, ...]:
    return tuple(
        decide_claim(inquiry, claim, lambda name: answer(inquiry, name))
        for claim in inquiry.game.claims
    )


def facts(game: TypedGame, budget: float = 1.0) -> Facts:
    """What was proved for code generation, within a second."""
    inquiry = Inquiry(game, budget)
    proved = {}
    for name in FOR_FACTS:
        verdict = answer(inquiry, name)
        proved[name] = verdict.status == "yes" and verdict.scope.everywhere
    return Facts(**proved)


def answer(inquiry: Inquiry, name: str) -> Verdict:
    """One verdict, settled by the checker."""
    return inquiry.answer(name, entries("gamelang.analyses", Question)[name].run)
