"""Fixed points of polynomial and smooth games, against the literature and a numeric search."""

import math
import random
from fractions import Fraction

import flint
import pytest

from gamelang import compiler, resources
from gamelang.analyses.equilibria.box import Search
from gamelang.analyses.equilibria.find import equilibria
from gamelang.analyses.equilibria.tape import record
from gamelang.analyses.inquiry import Inquiry
from gamelang.source import Source
from gamelang.syntax.text import read_source
from tests.analyses.games import two


def found(text, seconds=20.0):
    return equilibria(Inquiry(compiler.typed(Source("game", text)), seconds))


def of_catalogue(name, **values):
    path = resources.folder("specs") / f"{name}.game"
    game = compiler.typed(read_source(path), values)
    return equilibria(Inquiry(game, 20.0))


def kinds(point):
    names = ("flow_stable", "stable_fixed_point", "local_nash", "strict_saddle", "stackelberg")
    return {name for name in names if getattr(point, name)}


def test_adolphs_game_has_the_three_points_of_the_paper():
    solved = of_catalogue("adolphs")
    assert solved.complete
    assert solved.box is None
    by_place = {str(p.at["x"]): p for p in solved.points}
    assert set(by_place) == {"0", "-sqrt(2) - 2", "sqrt(2) - 2"}
    assert all(p.exact and p.residual == "0" for p in solved.points)
    assert kinds(by_place["0"]) == {"flow_stable"}
    assert kinds(by_place["-sqrt(2) - 2"]) == {
        "flow_stable",
        "stable_fixed_point",
        "local_nash",
        "stackelberg",
    }
    assert kinds(by_place["sqrt(2) - 2"]) == {"strict_saddle"}


def test_the_polar_game_has_the_origin_alone():
    solved = of_catalogue("polar")
    assert solved.complete
    assert [p.at for p in solved.points] == [{"x": 0, "y": 0}]
    assert solved.points[0].eigenvalues == ("3/16 + I", "3/16 - I")


def test_forsaken_has_one_critical_point_that_is_no_local_nash():
    solved = of_catalogue("forsaken")
    assert solved.complete
    (point,) = solved.points
    assert not point.exact
    assert abs(Fraction(point.at["x"]) - Fraction("0.0780266687")) < Fraction(1, 10**9)
    assert abs(Fraction(point.at["y"]) - Fraction("0.4119338514")) < Fraction(1, 10**9)
    assert Fraction(point.radius["x"]) < Fraction(1, 10**15)
    assert Fraction(point.residual) < Fraction(1, 10**15)
    assert point.flow_stable is True
    assert point.local_nash is False


def test_the_local_surgery_landscape_is_searched_completely_near_the_origin():
    solved = of_catalogue("local_surgery")
    assert solved.complete
    assert solved.box == {"x": ("-10", "10"), "y": ("-10", "10")}
    assert len(solved.points) == 3
    assert solved.points[0].at == {"x": 0, "y": 0}
    stable = [p for p in solved.points if p.flow_stable]
    assert [round(float(p.at["x"]), 3) for p in stable] == [-1.317]
    assert stable[0].local_nash is False


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_tullock_contests_have_one_symmetric_equilibrium(n):
    solved = found(
        f"game tullock\ndim n = {n}\nplayer bidder[i in n]:\n    x: real > 0\n"
        "    maximize 3 * x[i] / sum(x) - x[i]\n"
    )
    assert solved.complete
    assert solved.box is None
    share = Fraction(3 * (n - 1), n * n)
    assert [p.at for p in solved.points] == [{"x": [str(share)] * n}]
    assert solved.points[0].local_nash is True


def test_dirac_gans_have_the_origin_alone_in_the_box():
    for name, eigenvalues in (
        ("dirac_gan_r1", ("1/4 + sqrt(3)/4*I", "1/4 - sqrt(3)/4*I")),
        ("dirac_gan_nonsaturating", ("1/2*I", "-1/2*I")),
    ):
        solved = of_catalogue(name)
        assert solved.complete
        assert solved.box is not None
        (point,) = solved.points
        assert point.at == {"theta": 0, "psi": 0}
        assert point.eigenvalues == eigenvalues


def test_pennies_in_logits_have_a_centre():
    (point,) = of_catalogue("matching_pennies_logits").points
    assert point.at == {"x": 0, "y": 0}
    assert point.centre is True


def test_the_dilemma_in_logits_ends_in_a_corner_of_its_box():
    solved = of_catalogue("prisoners_dilemma")
    assert solved.complete
    assert solved.box is None
    assert [p.at for p in solved.points] == [{"x": -6, "y": -6}]
    assert solved.points[0].local_nash is True


def test_a_denominator_makes_no_solutions():
    solved = found(two("x - log(x**2) / 2", "y**2"))
    assert solved.complete
    assert [p.at for p in solved.points] == [{"x": 1, "y": 0}]
    both = found(two("x + 1 / x", "y**2")).points
    assert sorted(p.at["x"] for p in both) == [-1, 1]


def test_a_logarithm_keeps_negative_solutions_out():
    text = "game g\nplayer p:\n    x: real\n    minimize x**2 / 2 - log(x)\n"
    assert [p.at for p in found(text).points] == [{"x": 1}]


def test_multiple_roots_are_found_once():
    solved = found(two("x**3 / 3", "(y - 1)**4"))
    assert solved.complete
    assert [p.at for p in solved.points] == [{"x": 0, "y": 1}]


def test_lines_of_fixed_points_of_polynomial_games_are_families():
    solved = found(two("x**2 * y / 2", "x * y**2 / 2"))
    assert solved.complete
    assert {str(f.at) for f in solved.families} == {
        "{'x': 0, 'y': 't0'}",
        "{'x': 't0', 'y': 0}",
    }


def test_a_curve_of_fixed_points_is_not_called_complete():
    solved = found(two("x**3 / 3 + x * y**2 - x", "x**2 * y + y**3 / 3 - y"), 2.0)
    assert not solved.complete


def test_multiples_of_pi_are_recognised():
    solved = found("game g\nplayer p:\n    x: real in [-4, 4]\n    minimize cos(x)\n")
    assert solved.complete
    assert {str(p.at["x"]): p.local_nash for p in solved.points} == {
        "0": False,
        "pi": True,
        "-pi": True,
    }


def test_a_kink_leaves_the_answer_open():
    solved = found(two("abs(x) + x * y", "y**2"))
    assert not solved.complete


# ---- never a wrong "complete": dense numeric search


def polynomial_game(dice):
    """Two players, random losses of degree at most four; the gradient as Python functions too."""
    monomials = [(i, j) for i in range(5) for j in range(5) if 0 < i + j <= 4]
    losses = []
    for _ in range(2):
        chosen = dice.sample(monomials, 5)
        losses.append({m: dice.choice([-3, -2, -1, 1, 2, 3]) for m in chosen})
    texts = [
        " + ".join(f"({c}) * x**{i} * y**{j}" for (i, j), c in loss.items()) for loss in losses
    ]
    return two(*texts), losses


def slope(loss, axis, x, y):
    total = 0.0
    for (i, j), c in loss.items():
        powers = (i, j)
        if powers[axis]:
            lowered = (i - (axis == 0), j - (axis == 1))
            total += c * powers[axis] * x ** lowered[0] * y ** lowered[1]
    return total


def newton(losses, x, y):
    """A zero of ξ from a start, by finite differences; None where it runs away."""
    for _ in range(60):
        f, g = slope(losses[0], 0, x, y), slope(losses[1], 1, x, y)
        h = 1e-6
        a = (slope(losses[0], 0, x + h, y) - f) / h
        b = (slope(losses[0], 0, x, y + h) - f) / h
        c = (slope(losses[1], 1, x + h, y) - g) / h
        d = (slope(losses[1], 1, x, y + h) - g) / h
        determinant = a * d - b * c
        if abs(determinant) < 1e-9 or abs(x) + abs(y) > 1e6:
            return None
        x, y = x - (d * f - b * g) / determinant, y - (a * g - c * f) / determinant
        if abs(f) + abs(g) < 1e-12:
            return x, y
    return None


def check_against_newton(seed):
    dice = random.Random(seed)
    text, losses = polynomial_game(dice)
    solved = found(text, 5.0)
    if not solved.complete:
        return False
    known = [(number(p.at["x"]), number(p.at["y"])) for p in solved.points if p.family is None]
    for p in known:
        assert abs(slope(losses[0], 0, *p)) < 1e-6 * (1 + abs(p[0]) + abs(p[1])) ** 4
        assert abs(slope(losses[1], 1, *p)) < 1e-6 * (1 + abs(p[0]) + abs(p[1])) ** 4
    if solved.families:
        return True
    for _ in range(60):
        zero = newton(losses, dice.uniform(-4, 4), dice.uniform(-4, 4))
        if zero is not None:
            gap = min(abs(zero[0] - x) + abs(zero[1] - y) for x, y in known)
            assert gap < 1e-4 * (1 + abs(zero[0]) + abs(zero[1])), (seed, zero)
    return True


def number(value):
    """An exact text of ours as a float."""
    return float(eval(str(value), {"__builtins__": {}, "sqrt": math.sqrt, "pi": math.pi}))


@pytest.mark.parametrize("start", range(0, 24, 8))
def test_no_fixed_point_of_a_random_polynomial_game_is_missed(start):
    decided = [check_against_newton(seed) for seed in range(start, start + 8)]
    assert sum(decided) >= 5


def test_an_enclosure_next_to_zero_can_be_written():
    # Krawczyk's test converges so fast here that radii get exponents of fifteen digits.
    solved = found(two("x**2 / 2 + sin(x)**2 * exp(y)", "y**2 + y * sin(y) / 7 + x * y"))
    assert solved.complete
    assert {"x": 0, "y": 0} in [p.at for p in solved.points]


SMOOTH = (
    "sin(x)",
    "cos(y)",
    "exp(-x**2)",
    "exp(y / 3)",
    "tanh(x - y)",
    "sin(x * y)",
    "x * y",
    "x**2",
    "y**2",
    "log(1 + x**2)",
    "sigmoid(x + 2 * y)",
    "cos(x + y)",
    "1 / (2 + sin(y))",
)


def smooth_game(dice):
    sums = [
        " + ".join(
            f"({dice.choice([-2, -1, 1, 2, 3])}) * {atom}" for atom in dice.sample(SMOOTH, 3)
        )
        for _ in range(2)
    ]
    return two(*sums)


@pytest.mark.parametrize("seed", range(5))
def test_no_fixed_point_of_a_random_smooth_game_is_missed(seed):
    dice = random.Random(seed)
    game = compiler.typed(Source("game", smooth_game(dice)))
    inquiry = Inquiry(game, 5.0)
    solved = equilibria(inquiry, Search(Fraction(-3), Fraction(3)))
    if not solved.complete or any(p.family is not None for p in solved.points):
        return
    xi = inquiry.scalar.xi()
    tape = record(xi, [inquiry.scalar.graph.coordinate(k) for k in (0, 1)])
    known = [(number(p.at["x"]), number(p.at["y"])) for p in solved.points]
    for zero in numeric_zeros(lambda x, y: [float(v.mid()) for v in tape.run(balls(x, y))], dice):
        if max(map(abs, zero)) < 3:
            assert min(abs(zero[0] - x) + abs(zero[1] - y) for x, y in known) < 1e-5


def balls(*values):
    return [flint.arb(value) for value in values]


def numeric_zeros(field, dice):
    """Newton's method with finite differences, from many starts."""
    for _ in range(40):
        x, y = dice.uniform(-3, 3), dice.uniform(-3, 3)
        for _ in range(40):
            f, g = field(x, y)
            if abs(f) + abs(g) < 1e-11:
                yield x, y
                break
            h = 1e-6
            a, c = ((v - w) / h for v, w in zip(field(x + h, y), (f, g), strict=True))
            b, d = ((v - w) / h for v, w in zip(field(x, y + h), (f, g), strict=True))
            determinant = a * d - b * c
            if abs(determinant) < 1e-9 or abs(x) + abs(y) > 50:
                break
            x, y = x - (d * f - b * g) / determinant, y - (a * g - c * f) / determinant


def test_games_in_logits_are_solved_on_the_whole_plane():
    solved = of_catalogue("matching_pennies_logits")
    assert solved.complete
    assert solved.box is None
    biased = found(two("(3 * p - 1) * (2 * q - 1)", "-(3 * p - 1) * (2 * q - 1)", LOGITS))
    assert biased.complete
    assert biased.box is None
    assert [p.at for p in biased.points] == [{"x": "log(1/2)", "y": 0}]
    assert biased.points[0].local_nash is True


LOGITS = "let p = sigmoid(x)\nlet q = sigmoid(y)"


def test_logits_of_a_softmax_are_a_family():
    solved = of_catalogue("rock_paper_scissors_softmax")
    assert solved.complete
    assert solved.box is None
    (family,) = solved.families
    assert family.at == {"x": ["t0"] * 3, "y": ["t1"] * 3}
    (point,) = solved.points
    assert point.at == {"x": [0, 0, 0], "y": [0, 0, 0]}


def test_phases_have_families_and_a_shift_is_not_taken_for_one_within_bounds():
    coupled = "-cos(x - y)"
    solved = equilibria(
        Inquiry(compiler.typed(Source("game", two(coupled, coupled))), 20.0),
        Search(Fraction(-2), Fraction(2)),
    )
    assert solved.complete
    assert {str(f.at) for f in solved.families} == {
        "{'x': 't0', 'y': 't0'}",
        "{'x': 'pi + t0', 'y': 't0'}",
        "{'x': '-pi + t0', 'y': 't0'}",
    }
    bounded = found(two(coupled, coupled, x="real in [-1, 1]", y="real in [-1, 1]"), 3.0)
    assert not bounded.complete
