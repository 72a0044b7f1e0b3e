"""Verdicts for every dimension and for families of unknown size, without a derivative."""

from __future__ import annotations

import pytest

from gamelang.certify.indexed.proofs import Indexed, prove_for_all_sizes
from gamelang.certify.indexed.weights import weights_for_all_sizes
from gamelang.certify.undecided import UndecidedError
from gamelang.core.verdicts import VERDICTS
from tests.checking.games import typed

HAMILTONIAN = {
    *("hamiltonian", "weighted_hamiltonian", "rotational_coupling", "zero_sum", "constant_sum"),
    *("pairwise_zero_sum", "polymatrix", "quadratic", "bilinear"),
}
LINEAR_POTENTIAL = {"potential", "weighted_potential", "polymatrix", "quadratic"}

BILINEAR = """game bilinear
dim m
dim n
const A: matrix[m, n]
player row:
    x: vector[m]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    maximize dot(x, A @ y)
"""
COURNOT = """game cournot
dim n
const a
const b
const c: vector[n]
player firm[i in n]:
    q: real >= 0
    maximize q[i] * (a - b * sum(q)) - c[i] * q[i]
"""
NETWORK = """game network
dim n
const G: matrix[n, n] {property}
player node[i in n]:
    x: real
    minimize {own} - x[i] * sum(G[i, j] * x[j] for j in n)
"""


def proved(text: str) -> set[str]:
    """The verdicts that hold for all sizes."""
    indexed = Indexed(typed(text))
    out = set()
    for verdict in VERDICTS:
        try:
            prove_for_all_sizes(indexed, verdict)
        except UndecidedError:
            continue
        out.add(verdict)
    return out


def test_the_bilinear_game_is_hamiltonian_for_every_m_and_n() -> None:
    assert proved(BILINEAR) == HAMILTONIAN


def test_cournot_competition_has_a_potential_for_every_number_of_firms() -> None:
    assert proved(COURNOT) == LINEAR_POTENTIAL


@pytest.mark.parametrize(
    ("declared", "own", "expected"),
    [
        ("symmetric", "x[i]**2 / 2", LINEAR_POTENTIAL),
        ("", "x[i]**2 / 2", {"polymatrix", "quadratic"}),
        ("antisymmetric", "0 * x[i]", HAMILTONIAN),
    ],
)
def test_a_network_game_follows_the_symmetry_of_its_matrix(
    declared: str, own: str, expected: set[str]
) -> None:
    assert proved(NETWORK.format(property=declared, own=own)) == expected


def family(loss: str, declarations: str = "", parameters: str = "x: real", more: str = "") -> str:
    return (
        f"game family\ndim n\n{declarations}\n{more}"
        f"player firm[i in n]:\n    {parameters}\n    minimize {loss}\n"
    )


def two(first: str, second: str, x: str, y: str, declarations: str = "") -> str:
    return (
        f"game two\ndim d\ndim m\ndim n\n{declarations}\n"
        f"player p:\n    {x}\n    minimize {first}\n"
        f"player q:\n    {y}\n    minimize {second}\n"
    )


DATA = "const X: matrix[m, n]\nconst Y: matrix[m, n]\nconst C: matrix[d, d] symmetric"
SHARED = {"potential", "weighted_potential", "common_payoff", "polymatrix"}
LAYER = "norm2(V @ tanh(W @ transpose(X)) - transpose(Y))"
GAN = "trace(W @ (C - V @ V.T))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            two(GAN, f"-{GAN}", "V: matrix[d, d]", "W: matrix[d, d]", DATA),
            HAMILTONIAN - {"hamiltonian", "weighted_hamiltonian", "quadratic", "bilinear"},
        ),
        (two(LAYER, LAYER, "W: matrix[d, n]", "V: matrix[n, d]", DATA), SHARED),
        (
            two(f"{LAYER} + norm2(W)", f"3 * norm2(V) + {LAYER}", "W: matrix[d, n]",
                "V: matrix[n, d]", DATA),
            SHARED - {"common_payoff"},
        ),
        (
            two("norm2(X @ x - b)", "norm2(X @ x - b) + norm2(y)", "x: vector[n]", "y: vector[n]",
                "const X: matrix[m, n]\nconst b: vector[m]"),
            {*LINEAR_POTENTIAL, "rotational_coupling", "pairwise_zero_sum", "separable"},
        ),
        (
            two("norm2(X @ x + Z @ y)", "norm2(Z @ y) + 2 * dot(X @ x, Z @ y)", "x: vector[n]",
                "y: vector[d]", "const X: matrix[m, n]\nconst Z: matrix[m, d]"),
            LINEAR_POTENTIAL,
        ),
        (
            two("log(det(S)) + trace(inv(S) @ Q) + dot(y, S @ y)",
                "log(det(S.T)) + trace(Q @ inv(S.T)) + dot(S.T @ y, y)",
                "S: matrix[n, n]", "y: vector[n]", "const Q: matrix[n, n] symmetric"),
            SHARED,
        ),
        (
            two("trace(S @ inv(S)) + dot(y, y)", "n + norm2(y)", "S: matrix[n, n]", "y: vector[n]"),
            {*SHARED, "rotational_coupling", "pairwise_zero_sum", "separable", "quadratic"},
        ),
    ],
)  # fmt: skip
def test_games_of_matrices_of_any_size(text: str, expected: set[str]) -> None:
    assert proved(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (family("x[i]**2 - d * x[i] * (x[(i + 1) % n] + x[(i - 1) % n])", "const d"),
         LINEAR_POTENTIAL),
        (family("-sum(cos(x[i] - x[j]) for j in n if j != i)"), LINEAR_POTENTIAL - {"quadratic"}),
        (family("sum(abs(x[i] - x[j]) for j in n) + max(x[i], 0)"),
         LINEAR_POTENTIAL - {"quadratic"}),
        (family("sum(K[i, j] * dot(x[i], x[j]) for j in n)", "const K: matrix[n, n] antisymmetric",
                "x: vector[3]"), HAMILTONIAN),
        (family("sum(tanh(S[i, j] * x[i] * x[j]) for j in n)", "const S: matrix[n, n] symmetric"),
         LINEAR_POTENTIAL - {"quadratic"}),
        (family("-b[i] * log(sum(x)) + c[i] * x[i]**2",
                "const b: vector[n]\nconst c: vector[n]", "x: real > 0"), set()),
        (family("-log(sum(x)) + c[i] * x[i]**2", "const c: vector[n]", "x: real > 0"),
         {"potential", "weighted_potential"}),
        (family("exp(sum(x))"), {"potential", "weighted_potential", "common_payoff"}),
        (family("x[i] * sum(y)", more="dim m\nplayer other[k in m]:\n    y: real\n"
                "    minimize -y[k] * sum(x)\n"), HAMILTONIAN),
        (family("x[i] * sum(y) + x[i] * sum(x)", more="dim m\nplayer other[k in m]:\n"
                "    y: real\n    minimize y[k] * sum(x) + y[k]**3\n"),
         {"potential", "weighted_potential", "polymatrix"}),
        (family("x[i] * y[i]", more="player other[k in n]:\n    y: real\n"
                "    minimize -x[k] * y[k]\n"), HAMILTONIAN),
        (family("x[i] * y[i]", more="player other[k in n]:\n    y: real\n"
                "    minimize -x[0] * y[k]\n"), {"polymatrix", "quadratic", "bilinear"}),
    ],
)  # fmt: skip
def test_families_of_any_size(text: str, expected: set[str]) -> None:
    assert proved(text) == expected


def test_members_of_a_family_with_two_indices_may_share_one() -> None:
    text = """game grid
dim m
dim n
player p[i in n, k in m]:
    x: real
    minimize x[i, k] * sum(x) + x[i, k] * sum(x[i, l] for l in m)
"""
    assert proved(text) == LINEAR_POTENTIAL
    assert proved(text.replace("sum(x[i, l] for l in m)", "sum(x[0, l] for l in m)")) == {
        "polymatrix",
        "quadratic",
    }


@pytest.mark.parametrize(
    "loss",
    [
        "x[i] * sum((j - 2 * i) * x[j] for j in n)",
        "x[i] * sum(x[j] for j in n if j < i)",
        "x[i] * x[0]",
        "x[i] * x[(i + 1) % n]",
        "sum(tanh(x[i] - 2 * x[j]) for j in n)",
        "x[i] * max(x[j] for j in n if j != i)",
        "relu(x[i] - x[0])",
        "where(x[i] < sum(x), 0, x[i])",
    ],
)
def test_what_is_not_mutual_is_not_said_to_have_a_potential(loss: str) -> None:
    assert not {"potential", "hamiltonian"} & proved(family(loss))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (family("c[i] * x[i]**2 - b[i] * log(sum(x))",
                "const b: vector[n] > 0\nconst c: vector[n]", "x: real > 0"),
         {"firm[i]": "1 / b[i]"}),
        (family("3 * a * b[i] * x[i] * sum(x)", "const a < 0\nconst b: vector[n] > 0"),
         {"firm[i]": "-1 / 3 / a / b[i]"}),
        (two("a * dot(x, A @ y)", "-b * dot(x, A @ y) + norm2(y)", "x: vector[m]", "y: vector[n]",
             "const a > 0\nconst b > 0\nconst A: matrix[m, n]"), None),
    ],
)  # fmt: skip
def test_weights_for_all_sizes(text: str, expected: dict[str, str] | None) -> None:
    indexed = Indexed(typed(text))
    if expected is None:
        with pytest.raises(UndecidedError):
            weights_for_all_sizes(indexed, "weighted_potential")
    else:
        assert weights_for_all_sizes(indexed, "weighted_potential") == expected


@pytest.mark.parametrize("sign", ["> 0", ">= 0", "!= 0", ""])
def test_weights_are_positive_by_declaration(sign: str) -> None:
    text = family("b[i] * x[i] * sum(x)", f"const b: vector[n] {sign}")
    if sign == "> 0":
        assert weights_for_all_sizes(Indexed(typed(text)), "weighted_potential")
    else:
        with pytest.raises(UndecidedError):
            weights_for_all_sizes(Indexed(typed(text)), "weighted_potential")
