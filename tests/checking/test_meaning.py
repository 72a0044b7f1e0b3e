"""What expressions mean: each is evaluated exactly and compared with the answer by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.checking.games import codes, exact, typed, with_metric

DATA = """
dim n = 3
const u: vector[3] = [1, 2, 3]
const v: vector[n] = [4, 5, 6]
const A: matrix[2, 3] = [[1, 2, 3], [4, 5, 6]]
const S: matrix[2, 2] = [[2, 1], [1, 1]]
const k = 1/3
const t: index[4] = 2
const word[i in n]: index[5] = [4, 0, 2]
"""

VALUES: list[tuple[str, Any]] = [
    ("0.1 + 0.2", Fraction(3, 10)),
    ("2**-3 * 8", 1),
    ("-3**2", -9),
    ("(-3)**2", 9),
    ("2**3**2", 512),
    ("7 // 2 + 7 % 2 + (-7) // 2 + (-7) % 3", 3 + 1 - 4 + 2),
    ("1 - 2 - 3", -4),
    ("12 / 2 / 3", 2),
    ("k * 3", 1),
    ("1e-2", Fraction(1, 100)),
    ("u + 1", [2, 3, 4]),
    ("u * v - v", [0, 5, 12]),
    ("2 / u", [2, 1, Fraction(2, 3)]),
    ("u ** 2", [1, 4, 9]),
    ("2 ** u", [2, 4, 8]),
    ("A @ u", [14, 32]),
    ("[1, 1] @ A", [5, 7, 9]),
    ("A @ A.T", [[14, 32], [32, 77]]),
    ("A.T[2]", [3, 6]),
    ("u @ v", 32),
    ("dot(u, v)", 32),
    ("outer([1, 2], u)", [[1, 2, 3], [2, 4, 6]]),
    ("trace(S) + det(S)", 4),
    ("inv(S)", [[1, -1], [-1, 2]]),
    ("solve(S, [3, 2])", [1, 1]),
    ("diag([1, 2])", [[1, 0], [0, 2]]),
    ("diag(S)", [2, 1]),
    ("transpose(u)", [1, 2, 3]),
    ("sum(A)", 21),
    ("sum(A, axis=0)", [5, 7, 9]),
    ("sum(A, axis=1)", [6, 15]),
    ("mean(u) + prod(v) + norm2(u)", 2 + 120 + 14),
    ("norm([3, 4])", 5),
    ("max(A) + min(A) + max(1, 5) + min(2, k)", 6 + 1 + 5 + Fraction(1, 3)),
    ("max(u, 2)", [2, 2, 3]),
    ("max(1, 2, 3)", 3),
    ("clip(u, 2, 5/2)", [2, 2, Fraction(5, 2)]),
    ("argmax([1, 5, 2])", 1),
    ("argmax([[1, 5, 2], [0, 1, 6]])", 5),
    ("argmax([[1, 5, 2], [0, 1, 6]], axis=1)[1]", 2),
    ("abs(-2) + sign(-3) + square(3) + relu(-1) + relu(2)", 2 - 1 + 9 + 0 + 2),
    ("sqrt(9/4) + 8**(1/3)", Fraction(7, 2)),
    ("exp(0) + log(1) + tanh(0) + cos(0) + sigmoid(0) + erf(0)", Fraction(5, 2)),
    ("softmax([0, 0])", [Fraction(1, 2), Fraction(1, 2)]),
    ("where(u > 1, u, 0)", [0, 2, 3]),
    ("(u > 1) * 5", [0, 5, 5]),
    ("1 if k < 1 else 2", 1),
    ("1 if k < 1 and not k < 0 else 2", 1),
    ("1 if k > 1 or k == 1/3 else 2", 1),
    ("zeros(2) + ones(2)", [1, 1]),
    ("eye(2) + S", [[3, 1], [1, 2]]),
    ("one_hot(1, n)", [0, 1, 0]),
    ("one_hot(t, 4)", [0, 0, 1, 0]),
    ("concat([u, [9]])", [1, 2, 3, 9]),
    ("stack([u, v])[1, 0]", 4),
    ("reshape(A, 3, 2)", [[1, 2], [3, 4], [5, 6]]),
    ("repeat([1, 2], n)", [[1, 2], [1, 2], [1, 2]]),
    ("A[1]", [4, 5, 6]),
    ("A[:, 0]", [1, 4]),
    ("A[1, 1:3]", [5, 6]),
    ("u[1:][0]", 2),
    ("A[0:1, 2]", [3]),
    ("u[t]", 3),
    ("[u[word[i] // 2] for i in n]", [3, 1, 2]),
    ("n + 1", 4),
    ("[i for i in n]", [0, 1, 2]),
    ("[u[i] * i for i in n]", [0, 2, 6]),
    ("[i + 10 * j for i in 2 for j in 2]", [[0, 10], [1, 11]]),
    ("sum(u[i] * v[i] for i in n)", 32),
    ("sum(u[i] for i in n if i != 1)", 4),
    ("sum(u[i] * v[j] for i in n for j in n if j != i)", 6 * 15 - 32),
    ("sum(1 for i in n for j in range(i))", 3),
    ("sum(u[j] for j in range(1, n))", 5),
    ("mean(u[i] for i in n if i > 0)", Fraction(5, 2)),
    ("prod(u[i] for i in n)", 6),
    ("max(u[i] - v[i] for i in n)", -3),
    ("norm2(u[i] for i in n)", 14),
    ("argmax(u[i] for i in n)", 2),
    ("u[(2 + 1) % n]", 1),
    ("[u[(i + 1) % n] for i in n]", [2, 3, 1]),
    ("[(u[i - 1] if i > 0 else 0) for i in n]", [0, 1, 2]),
    ("sum(stack([u, v]), axis=0)", [5, 7, 9]),
    ("sum(A[i] for i in 2)", [5, 7, 9]),
]


@pytest.mark.parametrize(("expression", "value"), VALUES, ids=[text for text, _ in VALUES])
def test_the_value_is_exact(expression: str, value: Any) -> None:
    assert exact(expression, DATA) == value


def test_determinants_beyond_the_minors_agree_with_the_recursion() -> None:
    rows = [
        [(3 * i + 5 * j * j + i * j) % 11 + (7 if i == j else 0) for j in range(7)]
        for i in range(7)
    ]
    inverse = exact(f"inv({rows}) @ {rows}")
    assert inverse == [[int(i == j) for j in range(7)] for i in range(7)]


def test_functions_are_inlined_with_their_arguments() -> None:
    declarations = """
fn f(x: vector[2], k: real) = k * dot(x, x) + g(x)
fn g(x: vector[2]) = x[0] - x[1]
const k = 100
"""
    assert exact("f([1, 2], 3) + f([0, 1], 1)", declarations) == 15 - 1 + 1 - 1


def test_indexed_lets_are_arrays() -> None:
    declarations = """
dim n = 3
const a: vector[n] = [1, 2, 3]
let y[i in n, j in 2] = a[i] * (j + 1) + total
let total = sum(a)
const b[i in n] = i**2
"""
    assert exact("y", declarations) == [[7, 8], [8, 10], [9, 12]]
    assert exact("b", declarations) == [0, 1, 4]


def test_a_declaration_hides_a_constant_of_the_language() -> None:
    assert exact("pi + inf", "const pi = 3\nlet inf = 4") == 7


def test_a_condition_is_read_only_as_far_as_it_decides() -> None:
    assert exact("sum(1 for i in n if i > 0 and u[i - 1] > 1)", DATA) == 1
    assert exact("sum(1 for i in n if i == 0 or u[i - 1] > 1)", DATA) == 2


def test_empty_ranges_have_the_neutral_value() -> None:
    assert exact("sum(u[i] for i in range(1, 1)) + sum(1 for i in range(3, 1))", DATA) == 0
    assert exact("prod(u[i] for i in range(1, 1))", DATA) == 1
    assert exact("sum(1 for i in range(2, k1))", "dim k1 = 1") == 0
    assert codes(with_metric("mean(i for i in range(1, 1))")) == ["G416"]
    assert codes(with_metric("sum([i for i in range(1, 1)])")) == ["G316"]


def test_a_count_is_never_negative_for_small_sizes() -> None:
    game = typed(with_metric("sum(1 for i in range(2, n))", "dim n"))
    assert str(game.metrics[0].value.__class__.__name__) == "Reduction"
