"""Everything `check --deep` adds: fixed points first, then what rests on them.

In: a typed game, its Analysis, a budget of seconds. Out: Deep. Never raises for what it cannot
decide.
"""

from __future__ import annotations

from gamelang.analyses.described import described
from gamelang.analyses.dynamics import dynamics
from gamelang.analyses.equilibria.best_response import described_with_responses
from gamelang.analyses.equilibria.box import Search
from gamelang.analyses.equilibria.find import ANYWHERE, equilibria
from gamelang.analyses.equilibria.settling import Describe
from gamelang.analyses.equilibria.solving import EVERY_MEANS, Means
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.deep import Deep, Equilibria
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Analysis

FOR_EQUILIBRIA = 0.7  # of the budget
ONLY = "for the field is strictly monotone on a convex domain, which allows no other"


def deep(game: TypedGame, analysis: Analysis, budget: float, means: Means = EVERY_MEANS) -> Deep:
    """All deep answers. `means`: by which methods fixed points may be looked for."""
    inquiry = Inquiry(game, budget)
    found = _found(inquiry, ANYWHERE, means, described)
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
    return _found(Inquiry(game, budget), search, means, described_with_responses)


def _found(inquiry: Inquiry, search: Search, means: Means, describe: Describe) -> Equilibria:
    """The fixed points; a share of the time is left for what else is asked."""
    inquiry.until = inquiry.deadline - inquiry.seconds_left * (1 - FOR_EQUILIBRIA)
    found = equilibria(inquiry, search, means, describe)
    inquiry.until = inquiry.deadline
    if (found.complete and found.box is None) or not _is_one(found):
        return found
    if dynamics.monotone_verdicts(inquiry)["strictly_monotone"].status != "yes":
        return found
    return Equilibria(found.points, complete=True, why=ONLY)


def _is_one(found: Equilibria) -> bool:
    """Whether just one point is known, without conditions."""
    if len(found.points) != 1 or found.families:
        return False
    (point,) = found.points
    return point.fixed_point is True and point.condition is None
