"""Points that claims name: is one as claimed, and what else is decided there?"""

from __future__ import annotations

from gamelang.analyses.claimed_equations import vanishing
from gamelang.analyses.described import described
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.point import Place
from gamelang.analyses.stability import find
from gamelang.core.game import PointClaim
from gamelang.core.verdicts import FixedPoint, Status
from gamelang.symbolic.at_point import claimed_point
from gamelang.symbolic.limits import NotExpandableError

Answer = tuple[Status, str | None, str | None]


def decide_point(inquiry: Inquiry, claim: PointClaim) -> Answer:
    place = _place(inquiry, claim)
    if place is None:
        return "unknown", None, inquiry.reason
    found = find(place, claim.property)
    if found.holds is None:
        if claim.property == "fixed_point" and found.open_nodes:
            return vanishing(inquiry, list(found.open_nodes))
        return "unknown", None, found.reason
    return "yes" if found.holds else "no", None, found.reason


def points_of(inquiry: Inquiry) -> tuple[FixedPoint, ...]:
    """Every point that a claim names, once, with all that is decided there."""
    out: dict[str, FixedPoint] = {}
    for claim in inquiry.game.claims:
        if isinstance(claim.statement, PointClaim):
            place = _place(inquiry, claim.statement)
            if place is not None:
                point = described(inquiry, place)
                out.setdefault(repr(sorted(point.at.items())), point)
    return tuple(out.values())


def _place(inquiry: Inquiry, claim: PointClaim) -> Place | None:
    if inquiry.exact is None:
        return None
    try:
        return Place(inquiry.exact, claimed_point(inquiry.exact.game, claim))
    except NotExpandableError as problem:
        inquiry.note(str(problem))
        return None
