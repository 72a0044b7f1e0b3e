"""Monotone fields: exact margins, certified boxes, refutations by directions and by pairs."""

from fractions import Fraction

import numpy as np
import pytest

from gamelang.analyses.definite import inertia
from gamelang.analyses.dynamics.margins import bounds_of
from gamelang.analyses.dynamics.monotonicity import monotone_verdicts, monotonicity
from gamelang.analyses.dynamics.negative import along, flat_direction, negative_direction
from gamelang.analyses.inquiry import Inquiry
from tests.analyses.games import two, typed


def answers(text: str) -> tuple[str, str]:
    found = monotone_verdicts(Inquiry(typed(text), 10))
    return found["monotone"].status, found["strictly_monotone"].status


def margins(text: str) -> tuple[str | None, str | None]:
    found = monotonicity(Inquiry(typed(text), 10))
    return (None, None) if found is None else (found.mu, found.lipschitz)


@pytest.mark.parametrize(
    ("first", "second", "expected", "bounds"),
    [
        ("x*y", "-x*y", ("yes", "no"), ("0", "1")),
        ("x**2/2 + 10*x*y", "y**2/2 - 10*x*y", ("yes", "yes"), ("1", "sqrt(101)")),
        ("x**2 + 3*x*y", "y**2 + x*y", ("yes", "no"), ("0", "4.23608")),
        ("-x**2/2 - x*y", "-y**2/2 + x*y", ("no", "no"), ("-1", "sqrt(2)")),
        ("x*y", "x*y", ("no", "no"), ("-1", "1")),
        ("x", "y", ("yes", "no"), ("0", "0")),
    ],
)
def test_quadratic_games_have_exact_margins(first, second, expected, bounds):
    assert answers(two(first, second)) == expected
    assert margins(two(first, second)) == bounds


def test_a_margin_that_is_not_rational_is_rounded_down():
    mu, lipschitz = margins(two("x**2 + x*y", "y**2/2 + x*y/2"))
    assert mu is not None
    assert lipschitz is not None
    low = np.linalg.eigvalsh([[2, 3 / 4], [3 / 4, 1]])[0]
    assert 0 < low - float(mu) < 1e-5
    assert 0 < float(lipschitz) - np.linalg.norm([[2, 1], [1 / 2, 1]], 2) < 1e-4


@pytest.mark.parametrize("seed", range(40))
def test_directions_agree_with_the_inertia(seed):
    random = np.random.default_rng(seed)
    size = 1 + seed % 5
    factor = random.integers(-3, 4, (size, 1 + seed % (size + 1)))
    shift = np.diag(random.integers(0, 3, size)) * (seed % 2)
    rows = [[Fraction(int(v)) for v in row] for row in factor @ factor.T - shift]
    v = negative_direction(rows)
    _, zero, down = inertia(rows)
    assert (v is not None) == (down > 0)
    if v is not None:
        assert along(rows, v) < 0
    else:
        flat = flat_direction(rows)
        assert (flat is None) == (zero == 0)
        assert flat is None or (any(flat) and along(rows, flat) == 0)


@pytest.mark.parametrize(
    ("declared", "first", "second", "expected"),
    [
        ("const a > 0\nconst b > 0", "a*x**2 + x*y", "b*y**2 - x*y", ("yes", "yes")),
        ("const a > 0\nconst b >= 0", "a*x**2 + x*y", "b*y**2 - x*y", ("yes", "unknown")),
        ("const a\nconst b >= 0", "a*x**2 + x*y", "b*y**2 - x*y", ("unknown", "unknown")),
        ("const a\nconst b > 0", "a*x**2 + x*y", "-b*y**2 - x*y", ("no", "no")),
    ],
)
def test_declared_signs_of_constants_decide(declared, first, second, expected):
    assert answers(two(first, second, declared)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("x**4 + x*y", "y**2 - x*y", ("yes", "unknown")),
        ("log(1 + exp(x)) + x*y", "y**2 - x*y", ("yes", "yes")),
        ("x**3 + x*y", "-x*y", ("no", "no")),
        ("x**2/(1 + y**2)", "y**2", ("no", "no")),
    ],
)
def test_smooth_games_on_the_whole_plane(first, second, expected):
    assert answers(two(first, second)) == expected


def test_no_monotone_field_across_a_gap_in_the_domain():
    """S > 0 on both sides of 0, and yet the field falls from one side to the other."""
    assert answers(two("1/x**2", "y**2")) == ("unknown", "unknown")
    assert answers(two("1/x**2", "y**2", x="real > 0")) == ("yes", "yes")
    assert answers(two("10*x**2 - sqrt(x**4 + x**2)", "y**2")) == ("unknown", "unknown")


def test_kinks_allow_a_no_only():
    assert answers(two("-abs(x)", "y**2")) == ("no", "no")
    assert answers(two("abs(x) + x*y", "abs(y) - x*y")) == ("unknown", "unknown")
    found = monotone_verdicts(Inquiry(typed(two("abs(x - y)", "abs(x + y)")), 10))["monotone"]
    assert found.certificate["kind"] == "pair"
    assert monotonicity(Inquiry(typed(two("abs(x)", "y**2")), 10)) is None


def test_bounds_on_a_box_enclose_those_at_its_points():
    text = two("exp(x) + x*y", "exp(-y) - x*y", "", "real in [-1, 1]", "real in [-2, 1]")
    found = bounds_of(Inquiry(typed(text), 10))
    assert found is not None
    assert found.mu <= Fraction(np.exp(-1)) < found.mu * Fraction(103, 100)
    norms = [
        np.linalg.norm([[np.exp(x), 1], [-1, np.exp(-y)]], 2)
        for x in np.linspace(-1, 1, 9)
        for y in np.linspace(-2, 1, 9)
    ]
    assert max(norms) ** 2 <= found.square < max(norms) ** 2 * 1.05
    asked = monotonicity(Inquiry(typed(text), 10))
    assert asked is not None
    assert asked.box == {"x": ("-1", "1"), "y": ("-2", "1")}


def test_boxes_prove_what_minors_do_not():
    text = two(
        "x**4/12 - x**3/6 + x**2 + x*y", "y**2 - x*y", "", "real in [0, 2]", "real in [0, 1]"
    )
    found = monotone_verdicts(Inquiry(typed(text), 10))["strictly_monotone"]
    assert found.status == "yes"
    assert found.certificate["kind"] == "boxes"


def test_margins_on_a_simplex_are_those_of_the_whole_vector():
    text = two(
        "x[0]**2 + dot(x, [[1, 2], [3, 5]] @ y)",
        "y[1]**2 - dot(x, [[1, 2], [3, 5]] @ y)",
        "",
        "simplex[2]",
        "simplex[2]",
    )
    assert margins(text) == ("1", "sqrt(5)/2")
    assert answers(text) == ("yes", "yes")


def test_sizes_that_are_not_known_leave_it_open():
    text = "game g\ndim n\nplayer p:\n    x: vector[n]\n    minimize dot(x, x)\n"
    found = monotone_verdicts(Inquiry(typed(text), 5))["monotone"]
    assert found.status == "unknown"
    assert found.reason == "the size n is not known"
