"""On simplexes the eigenvalues are those of H between directions that sum to zero."""

from __future__ import annotations

import numpy as np
import pytest

from gamelang.analyses.analysis import analyse
from tests.analyses.games import typed

CIRCULANT = """game circulant
player one:
    p: simplex[3]
    minimize dot(p, {A} @ q) + dot(p, {D} @ p) / 2
player two:
    q: simplex[3]
    minimize dot(q, {B} @ p)
claim flow_stable(p=[1/3, 1/3, 1/3], q=[1/3, 1/3, 1/3])
"""


def circulant(row: list[int]) -> list[list[int]]:
    return [row, [row[2], *row[:2]], [*row[1:], row[0]]]


@pytest.mark.parametrize("seed", range(6))
def test_eigenvalues_are_those_of_the_tangent_space(seed: int) -> None:
    random = np.random.default_rng(seed)
    A, B, D = (circulant([int(k) for k in random.integers(-5, 6, 3)]) for _ in range(3))
    game = typed(CIRCULANT.format(A=A, B=B, D=D))
    (point,) = analyse(game).fixed_points
    symmetric = (np.array(D) + np.array(D).T) / 2
    H = np.block([[symmetric, np.array(A)], [np.array(B), np.zeros((3, 3))]])
    basis = np.linalg.qr(np.array([[1.0, 0.0], [-1.0, 1.0], [0.0, -1.0]]))[0]
    tangent = np.kron(np.eye(2), basis)
    true = np.linalg.eigvals(tangent.T @ H @ tangent)
    assert point.eigenvalues is not None
    said = [complex(number(text)) for text in point.eigenvalues]
    assert sorted(map(rounded, said)) == sorted(map(rounded, true))
    if min(abs(true.real)) > 1e-9:
        assert point.flow_stable is bool(min(true.real) > 0)


def number(text: str) -> complex:
    """The eigenvalue's text; ours alone, never a user's."""
    from sympy import I, N
    from sympy.parsing.sympy_parser import parse_expr

    return complex(N(parse_expr(text, {"I": I})))


def rounded(value: complex) -> tuple[float, float]:
    return round(value.real, 6) + 0.0, round(value.imag, 6) + 0.0
