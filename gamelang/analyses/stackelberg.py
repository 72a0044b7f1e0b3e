"""Two players, the first one leads: is a fixed point a differential Stackelberg equilibrium?

With the follower's answer r(x), r' = -(D22 ℓ2)⁻¹ D21 ℓ2: yes if the follower's block is positive
definite, the leader's total derivative vanishes and her total second derivative is
positive definite. In a zero-sum game that is the Schur complement of the follower in H.
Fiez, Chasnov and Ratliff 2020, Implicit learning dynamics in Stackelberg games, definition 4.
"""

from __future__ import annotations

from typing import Any

from gamelang.analyses.point import Place
from gamelang.builtins.determinant import adjugate
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.substitution import Leaf, Substitution

LARGEST = 4  # parameters of the follower
Rows = list[list[Scalar]]


def stackelberg(place: Place) -> bool | None:
    """None: not decided, or not a game of two players; on a boundary it is not asked."""
    if place.game.apart is not None:
        return None  # the follower's answer is not made of her loss's second derivatives
    if len(place.game.players) != 2 or place.interior is not True:
        return None
    try:
        if place.values.kinks or any(place.sign(node) != 0 for node in place.values.xi):
            return None
        return _stackelberg(place)
    except (NotExpandableError, UndecidedError):
        return None


def _stackelberg(place: Place) -> bool | None:
    leader, follower = (player.coordinates for player in place.game.players)
    if not leader or not follower:
        return None
    definite = place.definiteness(place.block(follower))
    if definite.positive is not True:
        # At a follower's degenerate minimum there may still be an equilibrium of higher order.
        return False if definite.nonnegative is False else None
    if len(follower) > LARGEST:
        return None
    slopes, bends = _leader(place)
    if all(place.sign(slopes[k]) == 0 for k in follower):
        found = place.definiteness(_total(place, bends, leader, follower))
        return True if found.positive else False if found.nonnegative is False else None
    return _leader_moves(place, slopes, leader, follower)


def _leader(place: Place) -> tuple[list[Scalar], Rows]:
    """Gradient and Hessian of the leader's loss, in all parameters."""
    game, graph = place.game, place.game.graph
    leaves: dict[Leaf, Scalar] = {graph.coordinate(k): v for k, v in place.place.items()}
    here, zero = Substitution(graph, leaves), graph.number(0)
    slopes = gradient(graph, game.losses[0])
    size = range(len(game.parameters))
    nodes = [slopes.get(k, zero) for k in size]
    bends = [gradient(graph, node) for node in nodes]
    return (
        [here.of(node) for node in nodes],
        [[here.of(row.get(k, zero)) for k in size] for row in bends],
    )


def _total(place: Place, bends: Rows, leader: tuple[int, ...], follower: tuple[int, ...]) -> Rows:
    """det² times the leader's total second derivative, where the follower's slope of her loss
    vanishes: (f11 + f12 r' + r'ᵀ f21 + r'ᵀ f22 r') with r' = -adj/det · D21 ℓ2."""
    graph: Any = place.game.graph
    answer, below = _answer(place, leader, follower)
    f11, f12, f22 = (
        [[bends[i][j] for j in across] for i in down]
        for down, across in ((leader, leader), (leader, follower), (follower, follower))
    )
    mixed = _times(graph, f12, answer)
    bent = _times(graph, _transposed(answer), _times(graph, f22, answer))
    return [
        [
            graph.add(
                [
                    graph.multiply([below, below, f11[i][j]]),
                    graph.multiply([below, mixed[i][j]]),
                    graph.multiply([below, mixed[j][i]]),
                    bent[i][j],
                ]
            )
            for j in range(len(leader))
        ]
        for i in range(len(leader))
    ]


def _leader_moves(
    place: Place, slopes: list[Scalar], leader: tuple[int, ...], follower: tuple[int, ...]
) -> bool | None:
    """False if the leader gains by moving, as the follower answers; else not decided."""
    graph: Any = place.game.graph
    answer, _ = _answer(place, leader, follower)
    column = [[slopes[k]] for k in follower]
    gains = _times(graph, _transposed(answer), column)
    return False if any(place.sign(row[0]) in (1, -1) for row in gains) else None


def _answer(
    place: Place, leader: tuple[int, ...], follower: tuple[int, ...]
) -> tuple[Rows, Scalar]:
    """(det · r', det) for the follower's block."""
    graph: Any = place.game.graph
    adjoint, below = adjugate(graph, place.block(follower))
    hessian = place.values.hessian
    mixed = [[hessian[i][j] for j in leader] for i in follower]
    product = _times(graph, adjoint, mixed)
    return [[graph.scale(-1, node) for node in row] for row in product], below


def _times(graph: Any, a: Rows, b: Rows) -> Rows:
    return [
        [
            graph.add([graph.multiply([a[i][k], b[k][j]]) for k in range(len(b))])
            for j in range(len(b[0]))
        ]
        for i in range(len(a))
    ]


def _transposed(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]
