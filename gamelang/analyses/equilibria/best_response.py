"""At a fixed point: could a player do better elsewhere, the others standing still?

She cannot where her loss is convex in her own parameters, or where a search of her whole domain
excludes every other place. She can where a better place is found and proved by enclosures.
"""

from __future__ import annotations

from dataclasses import replace

from gamelang.analyses.described import coordinates, described
from gamelang.analyses.equilibria.better import Better, better_place
from gamelang.analyses.equilibria.on_box import least_on_box
from gamelang.analyses.equilibria.on_line import least_on_line
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.own_loss import OwnLoss, own_loss
from gamelang.analyses.point import Place
from gamelang.core.verdicts import BestResponse, FixedPoint, Json
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.limits import NotExpandableError, UndecidedError

FLAT = "her loss does not depend on her parameters here"
CONVEX = "her loss is convex in her own parameters"
LINE = "all critical points of her loss were compared"
BOX = "a search of her whole domain excludes every other place"
OPEN = "she is at rest, but a better place elsewhere is not excluded"


def described_with_responses(inquiry: Inquiry, place: Place) -> FixedPoint:
    """The point with its kinds, and whether each player does her best there."""
    point = described(inquiry, place)
    if point.fixed_point is not True:
        return point
    responses = tuple(
        _response(inquiry, place, player.number)
        for player in place.game.players
        if player.coordinates
    )
    answers = [response.best for response in responses]
    nash = False if False in answers else None if None in answers else True
    return replace(
        point,
        nash=nash,
        local_nash=True if nash else point.local_nash,
        best_responses=responses,
    )


def _response(inquiry: Inquiry, place: Place, player: int) -> BestResponse:
    name = place.game.players[player].name
    try:
        loss = own_loss(place, player)
        reason = _reason(loss)
        found = None if reason or _open_constants(loss) else better_place(inquiry, loss)
    except (UndecidedError, NotExpandableError) as problem:
        return BestResponse(name, None, str(problem))
    if reason is not None:
        return BestResponse(name, True, reason)
    if found is not None:
        return BestResponse(
            name, False, "a better place is proved", _own(inquiry, loss, found), found.gain
        )
    if not _open_constants(loss) and least_on_box(inquiry, loss):
        return BestResponse(name, True, BOX)
    return BestResponse(name, None, OPEN)


def _reason(loss: OwnLoss) -> str | None:
    """Why nowhere is better, if that is plain."""
    if loss.flat:
        return FLAT
    if loss.convex:
        return CONVEX
    return LINE if least_on_line(loss) else None


def _open_constants(loss: OwnLoss) -> bool:
    enclosed = loss.place.enclosed
    known = () if enclosed is None else enclosed.names
    return any(symbol not in known for symbol in symbols(loss.node))


def _own(inquiry: Inquiry, loss: OwnLoss, found: Better) -> dict[str, Json]:
    """The player's own parameters at the better place: arrays of families with all members."""
    graph = loss.place.game.graph
    moved = {**loss.place.place, **{k: graph.number(v) for k, v in found.values.items()}}
    paths = {p.path for p in loss.place.game.parameters if p.number in loss.own}
    place = Place(loss.place.exact, moved, loss.place.enclosed)
    write = None if loss.place.enclosed is None else str
    whole = coordinates(inquiry, place, write)
    keys = {p.node.path: p.key for p in inquiry.game.parameters}
    return {keys[path]: whole[keys[path]] for path in sorted(paths)}
