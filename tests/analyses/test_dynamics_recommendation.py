"""What is recommended, by which theorem; and nothing where nothing is proved."""

import pytest

from gamelang.analyses.dynamics.dynamics import monotonicity, recommend, steps
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.deep import Equilibria, Recommendation
from gamelang.core.verdicts import FixedPoint, GameClass
from tests.analyses.games import analysed, two, typed


def advice(text: str, *points: FixedPoint) -> Recommendation | None:
    inquiry = Inquiry(typed(text), 10)
    found = Equilibria(points, True, "")
    game_class: GameClass = analysed(text).game_class
    margins = monotonicity(inquiry)
    return recommend(inquiry, game_class, found, margins, steps(inquiry, found))


def origin(**known: bool) -> FixedPoint:
    return FixedPoint({"x": 0, "y": 0}, True, fixed_point=True, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "method", "below", "word"),
    [
        ("x**2 + x*y", "y**2 + x*y", "sgd", "2/3", "potential"),
        ("x**2/2 + 10*x*y", "y**2/2 - 10*x*y", "sgd", "2/101", "strongly monotone"),
        ("x**2/200 + x*y", "y**2/200 - x*y", "extragradient", "100*sqrt(10001)/10001", "Korpe"),
        ("x*y", "-x*y", "sga", "1", "Hamiltonian"),
        ("x**2 + x*y", "-x*y", "extragradient", "0.414213", "monotone"),
    ],
)
def test_a_theorem_on_the_whole_game(first, second, method, below, word):
    found = advice(two(first, second), origin(local_nash=True))
    assert found is not None
    assert (found.method, found.step_below) == (method, below)
    assert word in found.why


def test_near_a_stable_point_only():
    text = two("-y*x", "(y + 2*x)**2/2")
    found = advice(text, origin(flow_stable=True, local_nash=True))
    assert found is not None
    assert (found.method, found.step_below) == ("sgd", "1/2")
    assert "nothing is said of starts far away" in found.why
    assert advice(text) is None


def test_no_method_towards_a_point_where_a_player_is_at_a_maximum():
    text = two("x**3/3 - x**2/2 + 2*x*y", "y**2 - 2*x*y")
    assert advice(text, origin(flow_stable=True, local_nash=False)) is None


def test_a_potential_without_a_lowest_value_recommends_nothing():
    text = two("x**2 + y**2", "-(x**2 + y**2)")
    assert advice(text, origin(local_nash=False, strict_saddle=True)) is None
    boxed = two("x**2 + y**2", "-(x**2 + y**2)", "", "real in [-1, 1]", "real in [-1, 1]")
    found = advice(boxed)
    assert found is not None
    assert found.step_below == "1"
