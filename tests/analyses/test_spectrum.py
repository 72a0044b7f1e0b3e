"""Exact eigenvalue questions: sides of the imaginary axis, inertia, texts."""

from fractions import Fraction
from random import Random

import pytest

from gamelang.analyses.definite import inertia, of_rationals
from gamelang.analyses.eigenvalues import eigenvalues
from gamelang.analyses.spectrum import characteristic, sides


def rows(*given):
    return [[Fraction(x) for x in row] for row in given]


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        (rows([0, 1], [-1, 0]), (0, 2, 0, 0)),
        (rows([0, 0], [0, 0]), (0, 2, 0, 2)),
        (rows([0, 1, 0], [-1, 0, 0], [0, 0, -3]), (0, 2, 1, 0)),
        (rows([0, 1], [1, 0]), (1, 0, 1, 0)),
        (rows([-1, 0, 0], [0, 2, 5], [0, -5, 2]), (2, 0, 1, 0)),
    ],
)
def test_eigenvalues_are_counted_on_each_side(matrix, expected):
    found = sides(characteristic(matrix))
    assert (found.positive, found.imaginary, found.negative, found.zero) == expected


def test_sides_and_inertia_agree_on_symmetric_matrices():
    dice = Random(3)
    for _ in range(60):
        n = dice.randint(1, 6)
        m = [[Fraction(dice.randint(-2, 2)) for _ in range(n)] for _ in range(n)]
        symmetric = [[m[i][j] + m[j][i] for j in range(n)] for i in range(n)]
        found = sides(characteristic(symmetric))
        assert (found.positive, found.imaginary, found.negative) == inertia(symmetric)


def test_antisymmetric_matrices_have_imaginary_eigenvalues():
    dice = Random(4)
    for _ in range(40):
        n = dice.randint(1, 6)
        m = [[Fraction(dice.randint(-2, 2)) for _ in range(n)] for _ in range(n)]
        found = sides(characteristic([[m[i][j] - m[j][i] for j in range(n)] for i in range(n)]))
        assert found.imaginary == n


def test_eigenvalues_are_written_exactly():
    four = rows([0, 1, 1, 1], [-1, 0, 1, 1], [-1, -1, 0, 1], [-1, -1, -1, 0])
    assert set(eigenvalues(four)) == {
        "I + sqrt(2)*I",
        "I - sqrt(2)*I",
        "-I + sqrt(2)*I",
        "-I - sqrt(2)*I",
    }
    assert set(eigenvalues(rows([0, 2], [1, 0]))) == {"sqrt(2)", "-sqrt(2)"}
    assert eigenvalues(rows([0, 0, 2], [1, 0, 0], [0, 1, 0])) is None


def test_definiteness_of_semidefinite_matrices():
    found = of_rationals(rows([1, 1], [1, 1]))
    assert (found.positive, found.nonnegative, found.negative) == (False, True, False)
