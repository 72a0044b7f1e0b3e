"""Whether a player could do better: proved either way, or left open."""

from fractions import Fraction

from gamelang import compiler
from gamelang.analyses.deep import solve
from gamelang.analyses.equilibria.box import Search
from gamelang.source import Source
from tests.analyses.games import two


def solved(text):
    return solve(compiler.typed(Source("game", text)), Search(), 20.0)


def answers(loss, domain="real", at=None):
    """Of one player with this loss in x: whether each of her resting points is her best."""
    text = f"game g\nplayer p:\n    x: {domain}\n    minimize {loss}\n"
    return {str(p.at["x"]): p.nash for p in solved(text).points}


def test_two_wells_of_one_depth_are_both_best():
    assert answers("(x**2 - 1)**2") == {"0": False, "1": True, "-1": True}


def test_of_two_wells_the_deeper_one_is_best():
    found = answers("x**4 / 4 - x**2 / 2 + x / 10")
    assert sorted(map(str, found.values())) == ["False", "False", "True"]


def test_a_loss_without_a_floor_has_no_best_response():
    assert answers("x**3 / 3 - x") == {"1": False, "-1": False}


def test_bounds_make_a_cubic_safe():
    assert answers("x**3 / 3 - x", "real in [-2, 2]") == {"1": True, "-1": False, "-2": True}


def test_a_bound_where_the_loss_is_lower_is_better():
    assert answers("x**3 / 3 - x", "real in [-3, 2]") == {"1": False, "-1": False, "-3": True}


def test_an_open_end_to_which_the_loss_falls_leaves_no_proof():
    assert answers("x**2 * (1 - x)", "real < 2")["0"] is False
    assert answers("x**2 / (1 + x**4)")["0"] is None


def test_convex_losses_are_safe_everywhere():
    text = "game g\nplayer p:\n    x: real\n    minimize exp(x) - x\n"
    (only,) = solved(text).points
    assert only.at == {"x": 0}
    assert only.nash is True


def test_a_gap_in_the_domain_is_no_convexity():
    # Convex on both sides of 0, but the left well is the deeper one.
    found = answers("x**2 - log(x**2) + x")
    assert len(found) == 2
    assert list(found.values()).count(True) <= 1


def test_kinks_are_no_proof_of_convexity():
    assert answers("-abs(x - 1) / 2 - x / 4", "real in [-1, 5]")["-1"] is False
    assert answers("x**2 - 9 * abs(x - 2)", "real in [-1, 5]")["9/2"] is False


def test_a_better_place_is_in_the_domain_and_its_gain_is_real():
    text = two("-(x - 1)**2", "y**2", x="real in [0, 3]")
    by_place = {str(p.at["x"]): p for p in solved(text).points}
    assert set(by_place) == {"0", "1", "3"}
    response = by_place["1"].best_responses[0]
    assert response.best is False
    x = Fraction(str(response.better["x"]))
    assert 0 <= x <= 3
    assert (x - 1) ** 2 >= Fraction(response.gain) > 0
    assert by_place["0"].nash is False
    assert by_place["3"].nash is True


def test_the_dilemma_on_simplices_is_a_nash_equilibrium():
    text = """\
game bimatrix
const mine: matrix[2, 2] = [[-1, -3], [0, -2]]
player one:
    p: simplex[2]
    maximize dot(p, mine @ q)
player two:
    q: simplex[2]
    maximize dot(q, mine @ p)
"""
    (point,) = solved(text).points
    assert point.nash is True


def test_an_algebraic_point_has_its_best_responses_too():
    found = solved(two("x**6 / 6 - x**2 / 2 + x / 2 + y * x / 100", "y**2 / 2 - x * y"))
    assert found.complete
    assert all(not p.exact for p in found.points)
    assert any(p.nash is False for p in found.points)


def test_a_strictly_monotone_field_allows_no_second_equilibrium():
    text = (
        "game g\nplayer p:\n    x: vector[9] in [-1, 1]\n"
        "    minimize norm2(x) / 2 - sum(x) / 2 - x[0] * y\n"
        "player q:\n    y: real\n    minimize y**2 / 2 + x[0] * y\n"
    )
    found = solved(text)
    assert len(found.points) == 1
    assert found.complete
    assert found.box is None
    assert "strictly monotone" in found.why
