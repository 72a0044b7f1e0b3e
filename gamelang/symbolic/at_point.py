"""A game at one exact point: ξ and H there as rationals, or as nodes in the constants alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from gamelang.core.game import PointClaim
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.kinks import Kink
from gamelang.symbolic.limits import UNLIMITED, Budget, NotExpandableError, UndefinedError
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.numbers import Balls, UnfitError, precision
from gamelang.symbolic.points import Point
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.substitution import Leaf, Substitution
from gamelang.symbolic.values import Values

PRECISIONS = (53, 128, 512)


@dataclass(frozen=True, slots=True)
class PointValues:
    """ξ (by coordinate) and H (rows of columns) at a point, exact.

    `kinks`: those of the losses on whose edge the point lies, or may lie: then ξ and H are not
    derivatives there and must not be used.
    """

    xi: tuple[Scalar, ...]
    hessian: tuple[tuple[Scalar, ...], ...]
    losses: tuple[Scalar, ...]
    kinks: tuple[Kink, ...]

    @property
    def rational(self) -> bool:
        """Whether every entry is a number."""
        return all(isinstance(n, Rational) for row in (self.xi, *self.hessian) for n in row)


def at_point(
    game: ScalarGame,
    place: Mapping[int, Scalar],
    budget: Budget = UNLIMITED,
    sign_of: Callable[[Scalar], int | None] | None = None,
) -> PointValues:
    """ξ and H where coordinate k is place[k] (a node without coordinates; all must be given).

    `sign_of` tells the signs that say on which side of a kink the point lies.
    Raises UndefinedError where a loss or derivative has no value there, BudgetError.
    """
    graph = game.graph
    leaves: dict[Leaf, Scalar] = {graph.coordinate(k): node for k, node in place.items()}
    here = Substitution(graph, leaves)
    losses = tuple(here.of(loss) for loss in game.losses)
    if game.apart is not None:  # undefined parts may cancel in the values
        count = len(game.parameters)
        twice: dict[Leaf, Scalar] = {graph.coordinate(count + k): node for k, node in place.items()}
        both = Substitution(graph, {**leaves, **twice})
        losses = tuple(both.of(loss) for loss in game.apart)
    zero = graph.number(0)
    xi: list[Scalar] = []
    rows: list[tuple[Scalar, ...]] = []
    for player in game.players:
        slopes = game.slopes(player.number, budget.check)
        for k in player.coordinates:
            slope = slopes.get(k, zero)
            xi.append(here.of(slope))
            bends = gradient(graph, slope, budget.check)
            rows.append(tuple(here.of(bends.get(p.number, zero)) for p in game.parameters))
    return PointValues(tuple(xi), tuple(rows), losses, _kinks_here(game, here, sign_of))


def claimed_point(game: ScalarGame, claim: PointClaim) -> dict[int, Scalar]:
    """The coordinates of a point claim (of a simplex row, the entries that are coordinates).

    Raises NotExpandableError if an entry is no expression in constants.
    """
    place: dict[int, Scalar] = {}
    grids = {path: game.array(node) for path, node in claim.point.items()}
    sizes = {path: grid.sizes for path, grid in game.arrays.items()}
    for parameter in game.parameters:
        grid, shape = grids[parameter.path], sizes[parameter.path]
        offset = 0
        if grid.sizes:
            for k, size in zip(parameter.index, shape, strict=True):
                offset = offset * size + k
        node = grid.entries[offset]
        if game.graph.coordinates(node):
            raise NotExpandableError("a point is given in terms of parameters")
        place[parameter.number] = node
    return place


def _kinks_here(
    game: ScalarGame, here: Substitution, sign_of: Callable[[Scalar], int | None] | None
) -> tuple[Kink, ...]:
    """The kinks whose edge the point is on, or not surely off."""
    known = sign_of or partial(sign, Exact(game))
    found: list[Kink] = []
    for kink in game.kinks:
        try:
            values = [here.of(argument) for argument in kink.arguments]
        except UndefinedError:
            continue  # in a branch that is not taken, or the loss itself had no value
        if kink.kind == "corner" and len(values) == 2:
            values = [game.graph.subtract(*values)]
        if any(known(value) in (0, None) for value in values):
            found.append(kink)
    return tuple(found)


def sign(exact: Exact, node: Scalar) -> int | None:
    """The sign of a node for all parameters and constants: -1, 0, 1, or None if not known."""
    if isinstance(node, Rational):
        return (node.value > 0) - (node.value < 0)
    if exact.zero(node) == "yes":
        return 0
    if not exact.game.graph.coordinates(node) and not symbols(node):
        return ball_sign(node)
    return exact.definite(node)


def ball_sign(node: Scalar) -> int | None:
    """The sign of a number, by enclosing it more and more closely; None at the last precision."""
    nowhere = Point((), {})
    for bits in PRECISIONS:
        with precision(bits):
            try:
                value = Values(Balls(), nowhere).value(node)
            except UnfitError:
                continue
            if value > 0:
                return 1
            if value < 0:
                return -1
    return None
