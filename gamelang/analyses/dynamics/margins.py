"""mu and L of a smooth game: S - mu G is positive semidefinite and ‖ξ(a) - ξ(b)‖ <= L ‖a - b‖, on
the whole domain or on a box that is told. They are sought once."""

from __future__ import annotations

import time

from gamelang.analyses.dynamics.bounds import Bounds, constant_bounds
from gamelang.analyses.dynamics.boxes import bounds_on, cover_of
from gamelang.analyses.dynamics.field import Field, Rows, field_of
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.questions.quadratic import QUESTION as QUADRATIC
from gamelang.core.deep import Bound
from gamelang.symbolic.limits import UndecidedError as SymbolicUndecidedError

MOST = 60
SHARE = 0.1  # of the time left, for bounds on a box
Found = tuple[Bounds, dict[str, Bound] | None]


def bounds_of(inquiry: Inquiry) -> Bounds | None:
    """mu and L over the whole domain of a smooth game."""
    found = guarded(inquiry)
    return None if found is None else found[0]


def guarded(inquiry: Inquiry) -> Found | None:
    """As `margins`; None also where something was not decided."""
    try:
        return margins(inquiry)
    except SymbolicUndecidedError as problem:
        inquiry.note(str(problem))
        return None


def margins(inquiry: Inquiry) -> Found | None:
    """With the box on which they hold; None stands for everywhere."""
    if "bounds" not in inquiry.remembered:
        inquiry.remembered["bounds"] = _made(inquiry)
    found = inquiry.remembered["bounds"]
    return found if isinstance(found, tuple) else None


def _made(inquiry: Inquiry) -> Found | None:
    field = field_of(inquiry, MOST)
    if field is None or field.kinked:
        return None
    hessian = constant_hessian(inquiry, field)
    if hessian is not None:
        return constant_bounds(field.game, hessian), None
    cover = cover_of(field)
    if cover is None:
        return None
    now = time.monotonic()
    bounds = bounds_on(cover, now + SHARE * max(0.0, inquiry.deadline - now))
    names = [p.name for p in field.game.parameters]
    box = {n: (str(a), str(b)) for n, (a, b) in zip(names, cover.domain, strict=True)}
    return None if bounds is None else (bounds, box)


def constant_hessian(inquiry: Inquiry, field: Field) -> Rows | None:
    """H of a quadratic game without free constants; asked for only where ξ is affine, because
    normal forms of large losses take long."""
    if field.kinked or inquiry.answer("quadratic", QUADRATIC.run).status != "yes":
        return None
    return field.constant()
