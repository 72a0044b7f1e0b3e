"""Fixed points of quadratic games: by exact linear algebra, all of them, on boundaries too."""

import random
from fractions import Fraction

import pytest

from gamelang import compiler
from gamelang.analyses.equilibria.find import equilibria
from gamelang.analyses.inquiry import Inquiry
from gamelang.source import Source
from tests.analyses.games import two


def found(text):
    return equilibria(Inquiry(compiler.typed(Source("game", text)), 20.0))


def points(text):
    solved = found(text)
    assert solved.complete, solved.why
    assert solved.box is None
    return [dict(point.at) for point in solved.points]


COURNOT = """\
game cournot
dim n = {n}
const a = {a}
const b > 0 = {b}
const c = {c}
player firm[i in n]:
    q: real {domain}
    maximize q[i] * (a - b * sum(q)) - c * q[i]
"""


@pytest.mark.parametrize("n", [1, 3, 5])
def test_cournot_has_one_equilibrium(n):
    text = COURNOT.format(n=n, a=10, b=2, c=1, domain=">= 0")
    value = {1: "9/4", 3: "9/8", 5: "3/4"}[n]
    assert points(text) == [{"q": [value] * n}]


def test_cournot_with_constants_has_its_formula():
    text = """\
game cournot
const a
const b > 0
const c
dim n = 3
player firm[i in n]:
    q: real
    maximize q[i] * (a - b * sum(q)) - c * q[i]
"""
    solved = found(text)
    assert solved.complete
    (point,) = solved.points
    assert point.at == {"q": ["(a - c) / b / 4"] * 3}
    assert point.condition is None
    assert point.local_nash is True


def test_a_bound_that_constants_decide_is_a_condition():
    text = """\
game monopoly
const a
player firm:
    q: real >= 0
    minimize q**2 / 2 - a * q
"""
    solved = found(text)
    assert solved.complete
    assert {(str(p.at), p.condition) for p in solved.points} == {
        ("{'q': 'a'}", "a > 0"),
        ("{'q': 0}", "-a >= 0"),
    }
    by_declaration = found(text.replace("const a", "const a >= 0"))
    assert {p.condition for p in by_declaration.points} == {"a > 0", "-a >= 0"}
    never = found(text.replace("const a", "const a <= 0"))
    assert [(dict(p.at), p.condition) for p in never.points] == [({"q": 0}, None)]


@pytest.mark.parametrize("domain", ["> 0", "in [0, 1]"])
def test_constants_for_which_a_solution_degenerates_are_told_where_it_lies_outside(domain):
    """ξ = a (x + 1): x = -1 is outside, and for a = 0 every x is a fixed point."""
    solved = found(two("a * x**2 / 2 + a * x", "y**2", "const a", x=f"real {domain}"))
    assert not solved.complete
    assert solved.why == "where 2 * a == 0 there may be other ones"


def test_a_tandem_has_a_line_of_fixed_points():
    solved = found(two("(x + y)**2 - 2*x", "(x + y)**2 - 2*y"))
    assert solved.complete
    (family,) = solved.families
    assert family.at == {"x": "-t0 + 1/2", "y": "t0 + 1/2"}
    assert family.where == ()
    (point,) = solved.points
    assert (point.at, point.family) == ({"x": "1/2", "y": "1/2"}, 0)


def test_a_line_within_a_box_says_where_it_ends():
    solved = found(
        "game g\nplayer p:\n    x: real in [0, 1]\n    minimize (x + y)**2 - 2*x\n"
        "player q:\n    y: real in [0, 3]\n    minimize (x + y)**2 - 2*y\n"
    )
    assert solved.complete
    assert len(solved.families) == 1
    assert solved.families[0].where


def test_no_fixed_point_is_an_answer():
    assert points(two("x", "y**2")) == []


BIMATRIX = """\
game bimatrix
const mine: matrix[2, 2] = {mine}
const yours: matrix[2, 2] = {yours}
player one:
    p: simplex[2]
    maximize dot(p, mine @ q)
player two:
    q: simplex[2]
    maximize dot(p, yours @ q)
"""


def test_the_prisoners_dilemma_ends_on_the_boundary():
    text = BIMATRIX.format(mine="[[-1, -3], [0, -2]]", yours="[[-1, 0], [-3, -2]]")
    assert points(text) == [{"p": [0, 1], "q": [0, 1]}]
    assert found(text).points[0].local_nash is True


def test_the_prisoners_dilemma_with_probabilities_in_a_box():
    text = """\
game dilemma
fn payoff(a: real, b: real) = -a*b - 3*a*(1 - b) - 2*(1 - a)*(1 - b)
player one:
    x: real in [0, 1]
    maximize payoff(x, y)
player two:
    y: real in [0, 1]
    maximize payoff(y, x)
"""
    assert points(text) == [{"x": 0, "y": 0}]
    assert found(text).points[0].local_nash is True


def test_the_battle_of_the_sexes_has_three_equilibria():
    text = BIMATRIX.format(mine="[[2, 0], [0, 1]]", yours="[[1, 0], [0, 2]]")
    assert points(text) == [
        {"p": ["2/3", "1/3"], "q": ["1/3", "2/3"]},
        {"p": [1, 0], "q": [1, 0]},
        {"p": [0, 1], "q": [0, 1]},
    ]
    assert [p.local_nash for p in found(text).points] == [True, True, True]
    assert [p.strict_saddle for p in found(text).points] == [True, False, False]


def test_matching_pennies_with_probabilities_mixes():
    text = BIMATRIX.format(mine="[[1, -1], [-1, 1]]", yours="[[-1, 1], [1, -1]]")
    assert points(text) == [{"p": ["1/2", "1/2"], "q": ["1/2", "1/2"]}]
    assert found(text).points[0].centre is True


def test_a_maximum_between_two_limits_is_no_local_nash():
    text = "game g\nplayer p:\n    x: real in [0, 2]\n    minimize -(x - 1)**2\n"
    solved = found(text)
    assert solved.complete
    assert [(p.at, p.local_nash) for p in solved.points] == [
        ({"x": 1}, False),
        ({"x": 0}, True),
        ({"x": 2}, True),
    ]


def test_a_strict_bound_has_no_face():
    assert points("game g\nplayer p:\n    x: real > 0\n    minimize x\n") == []
    assert points("game g\nplayer p:\n    x: real >= 0\n    minimize x\n") == [{"x": 0}]


def test_an_unknown_size_is_said():
    solved = found("game g\ndim n\nplayer p:\n    x: vector[n]\n    minimize norm2(x)\n")
    assert not solved.complete
    assert "n" in solved.why


def test_the_leader_of_a_zero_sum_game_needs_its_schur_complement():
    def leads(loss):
        (point,) = found(two(loss, f"-({loss})")).points
        return point.stackelberg

    assert leads("x**2 - y**2") is True
    assert leads("-x**2 + 4*x*y - y**2") is True  # not Nash: the follower's answer bends it up
    assert leads("-x**2 + x*y - y**2") is False
    assert leads("x**2 + y**2") is False


def test_a_leader_who_gains_by_moving_first_is_no_stackelberg_point():
    (point,) = found(two("x**2 - x*y + y", "(y - x)**2")).points
    assert point.stackelberg is False


def test_a_slope_without_value_at_a_bound_leaves_the_answer_open():
    solved = found("game g\nplayer p:\n    x: real in [0, 1]\n    minimize sqrt(x) - x / 8\n")
    assert not solved.complete
    assert any("no slope" in part for part in solved.why.split("; "))


def support_equilibria(mine, yours):
    """All equilibria of a nondegenerate 2 x 2 game, by trying supports (von Stengel 2002)."""
    (a, b), (c, d) = mine
    (e, f), (g, h) = yours
    found = set()
    for i in (0, 1):
        for j in (0, 1):
            if mine[i][j] > mine[1 - i][j] and yours[i][j] > yours[i][1 - j]:
                found.add((Fraction(1 - i), Fraction(1 - j)))
    rows, columns = a - b - c + d, e - f - g + h
    if rows and columns:
        p, q = Fraction(h - g, columns), Fraction(d - b, rows)
        if 0 < p < 1 and 0 < q < 1:
            found.add((p, q))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_bimatrix_games_have_the_equilibria_of_support_enumeration(seed):
    entries = random.Random(seed).sample(range(-9, 10), 8)  # all different: nondegenerate
    mine, yours = (entries[:2], entries[2:4]), (entries[4:6], entries[6:])
    text = BIMATRIX.format(mine=[*map(list, mine)], yours=[*map(list, yours)])
    solved = {(Fraction(str(at["p"][0])), Fraction(str(at["q"][0]))) for at in points(text)}
    assert solved == support_equilibria(mine, yours)


def test_a_loss_whose_slope_vanishes_once_is_seen_to_be_convex():
    """y**4 + x y: its second derivative is not positive at 0, but nowhere negative."""
    solved = found(two("x**2 + x * y", "y**4 + x * y"))
    [at_zero] = [point for point in solved.points if dict(point.at) == {"x": 0, "y": 0}]
    assert at_zero.local_nash is True
