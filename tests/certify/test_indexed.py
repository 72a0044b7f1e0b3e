"""Verdicts for every dimension and for families of unknown size, without a derivative."""

from __future__ import annotations

import pytest

from gamelang.certify.indexed.proofs import Indexed, prove_for_all_sizes
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
