"""Everything `check --deep` adds: fixed points first, then what rests on them.

In: a typed game, its Analysis, a budget of seconds. Out: Deep. Never raises for what it cannot
decide.
"""

from __future__ import annotations

from gamelang.analyses.dynamics import dynamics
from gamelang.analyses.equilibria.best_response import described_with_responses
from gamelang.analyses.equilibria.box import Search
from gamelang.analyses.equilibria.find import ANYWHERE, equilibria
from gamelang.analyses.equilibria.solving import EVERY_MEANS, Means
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.deep import Deep, Equilibria
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis

FOR_EQUILIBRIA = 0.6  # of the budget


def deep(game: TypedGame, analysis: Analysis, budget: float, means: Means = EVERY_MEANS) -> Deep:
    """All deep answers. `means`: by which methods fixed points may be looked for."""
    inquiry = Inquiry(game, budget)
    inquiry.until = inquiry.deadline - budget * (1 - FOR_EQUILIBRIA)
    found = equilibria(inquiry, ANYWHERE, means)
    inquiry.until = inquiry.deadline
    bounds = dynamics.monotonicity(inquiry)
    ranges = dynamics.steps(inquiry, found)
    advice = dynamics.recommend(inquiry, analysis.game_class, found, bounds, ranges)
    return Deep(
        equilibria=found,
        monotonicity=bounds,
        conserved=dynamics.conserved(inquiry),
        decomposition=dynamics.decomposition(inquiry),
        steps=ranges,
        recommendation=advice,
        verdicts=dynamics.monotone_verdicts(inquiry),
    )


def solve(game: TypedGame, search: Search, budget: float, means: Means = EVERY_MEANS) -> Equilibria:
    """The equilibria alone, with best responses."""
    return equilibria(Inquiry(game, budget), search, means, described_with_responses)
