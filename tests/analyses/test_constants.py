"""Games with symbolic constants: answers that hold for all allowed values, or say for which."""

import pytest

from tests.analyses.games import analysed, claims, two

GENERAL = two("({a})*x*y + x**2", "({b})*x*y + y**2", "{declared}")


def game(a, b, declared):
    return GENERAL.format(a=a, b=b, declared=declared)


def test_potential_if_and_only_if_the_couplings_agree():
    verdict = analysed(game("a", "b", "const a\nconst b")).verdicts["potential"]
    assert (verdict.status, verdict.condition) == ("conditional", "a == b")


@pytest.mark.parametrize(
    ("a", "b", "declared", "expected"),
    [
        ("a", "0", "const a", ("conditional", "a == 0")),
        ("a", "0", "const a > 0", ("no", None)),
        ("a", "0", "const a != 0", ("no", None)),
        ("a*c", "b*c", "const a\nconst b\nconst c", ("conditional", "c == 0 or a == b")),
        ("a*c", "b*c", "const a\nconst b\nconst c > 0", ("conditional", "a == b")),
        ("a", "-b", "const a > 0\nconst b >= 0", ("no", None)),
        ("a", "a", "const a", ("yes", None)),
        ("a**2", "a", "const a >= 1", ("conditional", "a == 1")),
        ("a**2", "-1", "const a", ("no", None)),
        ("a*b", "1", "const a\nconst b", ("conditional", "a * b == 1")),
        ("a + 1", "0", "const a in [0, 1]", ("no", None)),
        ("2 - a", "0", "const a in [0, 1]", ("no", None)),
    ],
)
def test_the_condition_is_solved_and_the_assumptions_are_used(a, b, declared, expected):
    verdict = analysed(game(a, b, declared)).verdicts["potential"]
    assert (verdict.status, verdict.condition) == expected


def test_a_condition_of_several_equations():
    text = two("a*x*y + x**2*y*c", "b*x*y", "const a\nconst b\nconst c")
    condition = analysed(text).verdicts["potential"].condition
    assert sorted(condition.split(" and ")) == ["a == b", "c == 0"]


def test_constants_beside_exponentials():
    text = two("a*exp(x)*sigmoid(y)", "b*exp(x)*sigmoid(y)", "const a\nconst b")
    assert analysed(text).verdicts["potential"].condition == "a == b"


def test_claims_that_hold_on_a_condition_are_not_simply_true():
    text = (
        game("a", "b", "const a\nconst b") + "claim potential\nclaim not potential\nclaim general\n"
    )
    assert claims(text) == ["conditional"] * 3
    results = analysed(text).claims
    assert [r.condition for r in results] == ["a == b", "a != b", "a != b"]


def test_equations_are_decided_identically():
    text = two("a*x*y", "-b*x*y", "const a\nconst b") + (
        "claim loss(p) + loss(q) == 0\nclaim loss(p) / a == x * y\nclaim loss(p) == loss(p) + 1\n"
    )
    assert claims(text) == ["conditional", "yes", "no"]
    assert analysed(text).claims[0].condition == "a == b"


def test_an_equation_is_decided_where_the_losses_have_no_form():
    long = "dim T = 500\nconst k = 3\nlet s[t in T] = s[t-1] * x + y from 1\n"
    text = two("s[T-1]", "y**2", long) + "claim k**2 == 9\nclaim k == 4\nclaim s[T-1] == 0\n"
    assert claims(text) == ["yes", "no", "unknown"]


def test_equations_hold_term_by_term_where_nothing_is_written_out():
    text = """game g
sampler s:
    z: vector[9] ~ normal(0, 1)
let gain = E[f(z)]
let joy = E[tanh(f(z) + g(z))]
player p:
    net f: vector[9] -> real = mlp(40)
    minimize gain + joy
player q:
    net g: vector[9] -> real = mlp(40)
    maximize joy
claim loss(p) + loss(q) == gain
"""
    assert claims(text) == ["yes"]


def test_a_symmetric_matrix_of_constants_makes_a_potential_network():
    text = """game network
dim n = 3
const G: matrix[n, n] {property}
player node[i in n]:
    x: real
    minimize x[i]**2 / 2 - x[i] * sum(G[i, j] * x[j] for j in n if j != i)
"""
    assert analysed(text.format(property="symmetric")).verdicts["potential"].status == "yes"
    general = analysed(text.format(property="")).verdicts["potential"]
    assert general.status == "conditional"
    assert sorted(general.condition.split(" and ")) == [
        "G[0, 1] == G[1, 0]",
        "G[0, 2] == G[2, 0]",
        "G[1, 2] == G[2, 1]",
    ]
    assert (
        analysed(text.format(property="antisymmetric")).verdicts["rotational_coupling"].status
        == "yes"
    )
