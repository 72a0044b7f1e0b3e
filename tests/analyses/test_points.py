"""Claims about points: exact linear algebra at rational points, and with constants."""

import pytest

from tests.analyses.games import analysed, claims, two

KINDS = (
    "fixed_point",
    "flow_stable",
    "stable_fixed_point",
    "local_nash",
    "strict_saddle",
    "unstable",
)


def at_origin(first, second, *kinds, declared=""):
    asked = "".join(f"claim {kind}(x=0, y=0)\n" for kind in kinds)
    return two(first, second, declared) + asked


@pytest.mark.parametrize(
    ("first", "second", "expected", "eigenvalues"),
    [
        ("x*y", "-x*y", "yes no yes yes no no", ("I", "-I")),
        ("x*y", "x*y", "yes no no yes yes no", ("1", "-1")),
        ("x**2 + y**2", "-(x**2 + y**2)", "yes no no no yes no", ("2", "-2")),
        ("x**3 + x*y", "-x*y", "yes no yes no no no", ("I", "-I")),
        ("x**2/2 + 10*x*y", "y**2/2 - 10*x*y", "yes yes yes yes no no", ("1 + 10*I", "1 - 10*I")),
        ("-x**2/2 - x*y", "-y**2/2 + x*y", "yes no no no yes yes", ("-1 + I", "-1 - I")),
        ("x", "y**2", "no no no no no no", None),
        ("x**2/2", "y**2/2", "yes yes yes yes no no", ("1", "1")),
    ],
)
def test_the_kinds_of_a_point(first, second, expected, eigenvalues):
    text = at_origin(first, second, *KINDS)
    found = dict(zip(KINDS, claims(text), strict=True))
    wanted = dict(zip(KINDS, expected.split(), strict=True))
    if first.startswith("x**3"):
        wanted["local_nash"] = "unknown"  # x**3 has no second derivative that decides
    assert found == wanted
    assert analysed(text).fixed_points[0].eigenvalues == eigenvalues


def test_actor_and_critic_are_flow_stable_though_s_is_indefinite():
    text = two("-y*x", "(y + 2*(x - 1))**2 / 2") + (
        "claim fixed_point(x=1, y=0)\nclaim flow_stable(x=1, y=0)\n"
        "claim not stable_fixed_point(x=1, y=0)\n"
    )
    assert claims(text) == ["yes", "yes", "yes"]
    point = analysed(text).fixed_points[0]
    assert point.eigenvalues == ("1/2 + sqrt(7)/2*I", "1/2 - sqrt(7)/2*I")
    assert point.centre is False


def test_a_centre_is_proved_exactly():
    assert analysed(at_origin("x*y", "-x*y", "fixed_point")).fixed_points[0].centre is True


def test_an_irrational_slope_is_decided_by_balls_and_zero_by_normal_forms():
    text = at_origin("exp(x + 1) - exp(1)*x + y", "y**2*exp(2)", "fixed_point", "flow_stable")
    assert claims(text) == ["yes", "yes"]


def test_cournot_equilibrium_with_symbolic_constants():
    text = two(
        "-x*(a - b*(x + y) - c)", "-y*(a - b*(x + y) - c)", "const a\nconst b > 0\nconst c"
    ) + (
        "claim fixed_point(x=(a - c)/(3*b), y=(a - c)/(3*b))\n"
        "claim flow_stable(x=(a - c)/(3*b), y=(a - c)/(3*b))\n"
        "claim local_nash(x=(a - c)/(3*b), y=(a - c)/(3*b))\n"
        "claim fixed_point(x=a/(3*b), y=a/(3*b))\n"
    )
    assert claims(text) == ["yes", "yes", "yes", "conditional"]
    assert analysed(text).claims[-1].condition == "c == 0"


def test_on_a_boundary_the_gradient_may_point_outwards():
    declared = ("real in [0, 1]", "real >= 0")
    asked = "claim fixed_point(x=1, y=0)\nclaim local_nash(x=1, y=0)\nclaim fixed_point(x=0, y=0)\n"
    text = two("-x", "y + x*y", "", *declared) + asked
    assert claims(text) == ["yes", "yes", "no"]


def test_a_point_outside_the_domain_is_no_fixed_point():
    text = two("x**2", "y**2", "", "real >= 1", "real") + "claim fixed_point(x=0, y=0)\n"
    assert claims(text) == ["no"]


def test_rock_paper_scissors_on_simplices():
    text = """game rps
const A: matrix[3, 3] antisymmetric = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
player row:
    p: simplex[3]
    maximize dot(p, A @ q)
player column:
    q: simplex[3]
    minimize dot(p, A @ q)
claim fixed_point(p=[1/3, 1/3, 1/3], q=[1/3, 1/3, 1/3])
claim local_nash(p=[1/3, 1/3, 1/3], q=[1/3, 1/3, 1/3])
claim fixed_point(p=[1, 0, 0], q=[1, 0, 0])
"""
    assert claims(text) == ["yes", "yes", "no"]


def test_a_pure_equilibrium_on_the_corners_of_simplices():
    text = """game dilemma
const A: matrix[2, 2] = [[3, 0], [5, 1]]
player row:
    p: simplex[2]
    maximize dot(p, A @ q)
player column:
    q: simplex[2]
    maximize dot(q, A @ p)
claim fixed_point(p=[0, 1], q=[0, 1])
claim local_nash(p=[0, 1], q=[0, 1])
claim fixed_point(p=[1, 0], q=[1, 0])
"""
    assert claims(text) == ["yes", "yes", "no"]


def test_a_point_on_a_kink_is_not_decided():
    assert claims(at_origin("abs(x)", "y**2", "fixed_point")) == ["unknown"]
