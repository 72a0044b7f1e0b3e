"""ξ and H at exact points, with kinks noticed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gamelang.symbolic.at_point import at_point, claimed_point, sign
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import UndefinedError
from gamelang.symbolic.nodes import Rational
from gamelang.symbolic.scalars import expand


def values(load: Any, losses: str, point: str, head: str = "") -> Any:
    game = load(
        f"game g\n{head}player p:\n    x: real = 1\n    minimize {losses.split(';')[0]}\n"
        f"player q:\n    y: real = 1\n    minimize {losses.split(';')[1]}\n"
        f"claim fixed_point({point})\n"
    )
    scalars = expand(game)
    (claim,) = game.claims
    return scalars, at_point(scalars, claimed_point(scalars, claim.statement))


def numbers(row: Any) -> list[Fraction]:
    assert all(isinstance(node, Rational) for node in row)
    return [Fraction(node.value) for node in row]


def test_transcendental_losses_are_rational_at_zero(load: Any) -> None:
    _, here = values(load, "sigmoid(x) * tanh(y) + erf(0 * x); -softplus(x * y)", "x=0, y=0")
    assert here.rational and not here.kinks
    assert numbers(here.xi) == [0, 0]
    assert [numbers(row) for row in here.hessian] == [
        [0, Fraction(1, 4)],
        [-Fraction(1, 2), 0],
    ]


def test_a_point_on_a_kink_is_reported(load: Any) -> None:
    _, here = values(load, "abs(x) + x * y; max(x, y)", "x=0, y=1")
    assert [kink.kind for kink in here.kinks] == ["corner"]
    _, off = values(load, "abs(x) + x * y; max(x, y)", "x=2, y=1")
    assert not off.kinks and numbers(off.xi) == [2, 0]


def test_a_value_that_does_not_exist_is_refused(load: Any) -> None:
    with pytest.raises(UndefinedError):
        values(load, "log(x) + y; y**2", "x=0, y=0")


def test_points_in_terms_of_constants_stay_exact(load: Any) -> None:
    game, here = values(load, "(x - a)**2 + y; (y - 2 * a)**2", "x=a, y=2 * a", "const a > 0\n")
    assert [Exact(game).zero(node) for node in here.xi] == ["yes", "yes"]


def test_signs_are_proved_by_balls_or_by_the_domain(load: Any) -> None:
    game, _ = values(load, "x * a; y", "x=0, y=0", "const a > 0\n")
    graph, exact = game.graph, Exact(game)
    pi, a = graph.constant("pi"), graph.symbol("a")
    root = graph.product([(graph.number(10), Fraction(1, 2))])
    assert sign(exact, graph.subtract(pi, root)) == -1
    assert sign(exact, graph.subtract(root, root)) == 0
    assert sign(exact, graph.linear(1, [(a, 3)])) == 1
    assert sign(exact, graph.linear(-1, [(a, 3)])) is None
    assert sign(exact, graph.product([(graph.linear(-1, [(a, 1)]), 2)])) is None


def test_simplex_points_give_the_remaining_coordinates(load: Any) -> None:
    game = load(
        "game g\nplayer p:\n    s: simplex[3]\n    minimize s[0] * s[2] - s[1]**2\n"
        "claim fixed_point(s=[1/3, 1/3, 1/3])\n"
    )
    scalars = expand(game)
    (claim,) = game.claims
    here = at_point(scalars, claimed_point(scalars, claim.statement))
    third = Fraction(1, 3)
    assert numbers(here.xi) == [0, -third - 2 * third]
    assert [numbers(row) for row in here.hessian] == [[-2, -1], [-1, -2]]
