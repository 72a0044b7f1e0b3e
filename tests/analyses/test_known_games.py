"""The deterministic games with known answers: every verdict that the theory gives."""

import pytest

from tests.analyses.games import analysed, claims, statuses, two

FOUR = "\n".join(
    [
        "game four",
        "player a:\n    w: real\n    minimize {e}/2*w**2 + w*x + w*y + w*z",
        "player b:\n    x: real\n    minimize -w*x + {e}/2*x**2 + x*y + x*z",
        "player c:\n    y: real\n    minimize -w*y - x*y + {e}/2*y**2 + y*z",
        "player d:\n    z: real\n    minimize -w*z - x*z - y*z + {e}/2*z**2",
        "",
    ]
)
COURNOT = """game cournot
dim n = 4
const a > 0
const b{slope} > 0
const c: vector[n] >= 0
player firm[i in n]:
    q: real >= 0 = 1
    maximize q[i] * (a - {use} * sum(q)) - c[i] * q[i]
"""
PENNIES = two(
    "4*x*y - 2*x - 2*y + 1", "-(4*x*y - 2*x - 2*y + 1)", "", "real in [0, 1]", "real in [0, 1]"
)
LOGITS = two("(2*sigmoid(x) - 1) * (2*sigmoid(y) - 1)", "-(2*sigmoid(x) - 1) * (2*sigmoid(y) - 1)")
SOFTMAX = """game rps
const A: matrix[3, 3] antisymmetric = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
player row:
    u: vector[3]
    maximize dot(softmax(u), A @ softmax(v))
player column:
    v: vector[3]
    minimize dot(softmax(u), A @ softmax(v))
"""
SIMPLEX = SOFTMAX.replace("vector[3]", "simplex[3]").replace("softmax", "")
JOINT = "(1 - sigmoid(x))*(1 - sigmoid(y))"
DILEMMA = two(
    f"-(3*sigmoid(x)*sigmoid(y) + 5*(1 - sigmoid(x))*sigmoid(y) + {JOINT})",
    f"-(3*sigmoid(x)*sigmoid(y) + 5*(1 - sigmoid(y))*sigmoid(x) + {JOINT})",
)
DIRAC = two("-log(1 + exp(-x*y))", "log(1 + exp(-x*y)){penalty}")
TULLOCK = """game tullock
dim n = {n}
const V > 0
player bidder[i in n]:
    x: real > 0 = 1
    maximize V * x[i] / sum(x) - x[i]
"""
PUBLIC = """game public
dim n = 3
const b: vector[n] > 0
const c: vector[n] > 0
player giver[i in n]:
    x: real > 0 = 1
    minimize c[i] * x[i]**2 - b[i] * log(sum(x))
"""

CLASSES = [
    (two("x*y", "-x*y"), "hamiltonian"),
    (two("x**2 + y**2", "-(x**2 + y**2)"), "potential"),
    (two("x*y", "x*y"), "potential"),
    (two("x**3 + x*y", "-x*y"), "general"),
    (two("x**2/2 + 10*x*y", "y**2/2 - 10*x*y"), "general"),
    (FOUR.format(e="0"), "hamiltonian"),
    (FOUR.format(e="1/100"), "general"),
    (two("(x + y)**2 - 2*x", "(x + y)**2 - 2*y"), "potential"),
    (COURNOT.format(slope="", use="b"), "potential"),
    (TULLOCK.format(n=3), "general"),
    (PUBLIC, "conditional"),
    (PENNIES, "hamiltonian"),
    (LOGITS, "general"),
    (SOFTMAX, "general"),
    (SIMPLEX, "hamiltonian"),
    (DILEMMA, "potential"),
    (DIRAC.format(penalty=""), "general"),
    (DIRAC.format(penalty=" + x**2/2"), "general"),
    (two("-y*x", "(y + 2*(x - 1))**2 / 2"), "general"),
    ("game one\nplayer p:\n    x: vector[2]\n    minimize exp(x[0]*x[1])\n", "potential"),
    (two("0", "0"), "potential"),
    (two("abs(x - y)", "-abs(x - y)"), "hamiltonian"),
]


@pytest.mark.parametrize(("text", "expected"), CLASSES)
def test_the_class_is_that_of_the_table(text, expected):
    assert analysed(text).game_class == expected


def test_no_verdict_of_these_games_is_undecided():
    undecided = {
        (text.split()[1], name)
        for text, _ in CLASSES[:-1]
        for name, status in statuses(text).items()
        if status == "unknown"
    }
    assert not undecided


def test_zero_sum_and_potential_at_once():
    answers = statuses(two("x**2 + y**2", "-(x**2 + y**2)"))
    assert answers["zero_sum"] == answers["potential"] == answers["separable"] == "yes"
    assert analysed(two("x**2 + y**2", "-(x**2 + y**2)")).potential_function == "x**2 - y**2"


def test_softmax_rock_paper_scissors_is_zero_sum_with_rotational_coupling():
    answers = statuses(SOFTMAX)
    assert answers["zero_sum"] == answers["rotational_coupling"] == "yes"
    assert answers["hamiltonian"] == answers["quadratic"] == "no"


def test_strategically_equivalent_games_on_simplices_are_equal():
    text = """game equivalent
player row:
    p: simplex[2]
    minimize p[0]*q[0] - p[1]*q[1] + 7*q[0]
player column:
    q: simplex[2]
    minimize -p[0]*q[0] + p[1]*q[1] + 3*(p[0] + p[1])*q[0] + 5*p[1]
"""
    assert statuses(text)["potential"] == "yes"  # the couplings vanish on the tangent space
    assert statuses(text)["separable"] == "yes"


def test_cournot_with_firm_slopes_is_potential_exactly_if_they_are_equal():
    verdict = analysed(COURNOT.format(slope=": vector[n]", use="b[i]")).verdicts["potential"]
    assert verdict.status == "conditional"
    equations = verdict.condition.split(" and ")
    assert len(equations) == 3
    assert all(e.startswith("b[") and " == b[" in e for e in equations)


def test_public_goods_are_weighted_potential_by_the_inverse_benefits():
    verdicts = analysed(PUBLIC).verdicts
    assert verdicts["weighted_potential"].status == "yes"
    assert verdicts["weighted_potential"].certificate["weights"] == {"giver[i]": "1 / b[i]"}
    assert "b[0] == b[1]" in verdicts["potential"].condition


def test_mass_and_spring():
    text = two("x*y/mu", "-kappa*x*y", "const mu > 0\nconst kappa > 0")
    verdicts = analysed(text).verdicts
    assert verdicts["hamiltonian"].condition == "mu * kappa == 1"
    assert verdicts["weighted_hamiltonian"].status == "yes"
    assert verdicts["potential"].status == verdicts["weighted_potential"].status == "no"


def test_two_tullock_bidders_rotate_and_three_do_not():
    assert statuses(TULLOCK.format(n=2))["rotational_coupling"] == "yes"
    assert statuses(TULLOCK.format(n=3))["rotational_coupling"] == "no"


def test_a_kink_makes_no_potential_game_and_hamiltonian_is_almost_everywhere():
    verdicts = analysed(two("abs(x - y)", "-abs(x - y)")).verdicts
    assert verdicts["potential"].status == "no"
    assert verdicts["hamiltonian"].status == "yes"
    assert not verdicts["hamiltonian"].scope.everywhere
    assert verdicts["separable"].status == "no"


def test_a_potential_with_kinks_is_proved_by_substitution():
    common = "max(x, y) + abs(x*y)"
    found = analysed(two(common, f"{common} + relu(y)"))
    assert found.verdicts["potential"].status == "yes"
    assert found.potential_function is not None


def test_a_bilinear_game_of_any_size_is_decided_by_structure():
    text = """game any
dim m
dim n
const A: matrix[m, n]
player row:
    x: vector[m]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    maximize dot(x, A @ y)
claim hamiltonian
claim zero_sum
claim bilinear
"""
    assert claims(text) == ["yes", "yes", "yes"]
    assert analysed(text).verdicts["hamiltonian"].scope.dims == "all"
    for word in ("potential", "weighted_potential"):
        assert analysed(text).verdicts[word].condition == "A[i, j] == 0 for all i, j"


def test_weights_are_asked_only_where_they_could_change_something():
    pair = """game pair
dim n
const A: matrix[n, n]
const s > 0
player row:
    x: vector[n]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    minimize """
    common = analysed(pair + "dot(x, A @ y) + norm2(x)\n").verdicts["weighted_hamiltonian"]
    assert common.condition == "A[i, j] == 0 for all i, j"
    scaled = analysed(pair + "s * dot(x, A @ y)\n").verdicts
    assert (scaled["potential"].status, scaled["weighted_potential"].status) == (
        "conditional",
        "yes",
    )


def test_three_players_in_one_term_are_no_polymatrix_game():
    text = (
        "game three\n"
        "player a:\n    x: real\n    minimize x*y*z\n"
        "player b:\n    y: real\n    minimize x*y\n"
        "player c:\n    z: real\n    minimize z**2\n"
    )
    assert statuses(text)["polymatrix"] == statuses(text)["pairwise_zero_sum"] == "no"


def test_pairwise_zero_sum_asks_for_pairs_not_for_the_sum():
    text = (
        "game cycle\n"
        "player a:\n    x: real\n    minimize x*y - x*z\n"
        "player b:\n    y: real\n    minimize y*z - x*y\n"
        "player c:\n    z: real\n    minimize x*z - y*z\n"
    )
    assert statuses(text)["pairwise_zero_sum"] == statuses(text)["zero_sum"] == "yes"
    shifted = text.replace("minimize x*y - x*z", "minimize x*y + x*z + y*z")
    assert statuses(shifted)["pairwise_zero_sum"] == "no"
