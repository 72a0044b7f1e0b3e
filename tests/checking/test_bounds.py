"""An index is proved to stay inside its axis for every size, or refused."""

from __future__ import annotations

import pytest

from tests.checking.games import codes, with_metric

SIZES = """
dim n
dim m >= 3
const a: vector[n]
const b: vector[m]
const c: vector[2 * n + 1]
const M: matrix[n, n]
const w[i in n]: index[m]
const five: vector[5]
"""

INSIDE = [
    "a[0] + a[n - 1] + b[2] + b[m - 3]",
    "sum(a[i] for i in n)",
    "sum(a[i + 1] - a[i] for i in range(n - 1))",
    "sum(a[i - 1] for i in range(1, n))",
    "sum(a[i - 1] for i in n if i > 0)",
    "sum(a[i - 1] for i in n if i >= 1)",
    "sum(a[i - 1] for i in n if 0 < i)",
    "sum(a[i - 1] for i in n if i != 0)",
    "sum(a[i - 1] for i in n if not i == 0)",
    "sum(a[i + 1] for i in n if i + 1 < n)",
    "sum(a[i + 1] for i in n if i < n - 1)",
    "sum(a[i + 1] for i in n if i != n - 1)",
    "sum((a[i - 1] if i > 0 else 0) for i in n)",
    "sum((0 if i == 0 else a[i - 1]) for i in n)",
    "sum(where(i > 0, 1, a[i]) for i in n)",
    "sum(a[(i + 1) % n] for i in n)",
    "sum(a[(i - 1) % n] for i in n)",
    "sum(c[2 * i] + c[2 * i + 1] + c[i + j] for i in n for j in n)",
    "sum(M[i, j] for i in n for j in range(i))",
    "sum(M[i, j] for i in n for j in n if j <= i)",
    "sum(b[w[i]] for i in n)",
    "a[min(2, n - 1)] + b[max(0, 1)]",
    "a[argmax(a)]",
    "reshape(M, n * n)[argmax(M)]",
    "sum(five[s + 1] for s in 4)",
    "sum(five[i // 2] for i in 10)",
    "sum(a[n - 1 - i] for i in n)",
    "b[1:m][0] + b[0:2][1]",
    "sum(a[[0 for k in n][i]] for i in n)",
]
OUTSIDE = [
    "a[1]",
    "a[n]",
    "b[3]",
    "five[5]",
    "b[m]",
    "sum(a[i + 1] for i in n)",
    "sum(a[i - 1] for i in n)",
    "sum(a[i - 1] for i in n if i < 5)",
    "sum(a[i + 1] for i in n if i > 0)",
    "sum(a[i - 1] for i in n if i > 0 or i < 1)",
    "sum((a[i - 1] if i < 1 else 0) for i in n)",
    "sum(a[i] for i in m)",
    "sum(a[w[i]] for i in n)",
    "sum(c[2 * i + 3] for i in n)",
    "sum(five[s + 1] for s in 5)",
    "sum(five[2 * s] for s in 4)",
    "sum(a[i * j] for i in n for j in n)",
    "a[argmax(M)]",
]


@pytest.mark.parametrize("expression", INSIDE)
def test_indices_inside_are_accepted(expression: str) -> None:
    assert codes(with_metric(expression, SIZES)) == []


@pytest.mark.parametrize("expression", OUTSIDE)
def test_indices_that_can_leave_are_refused(expression: str) -> None:
    assert codes(with_metric(expression, SIZES)) == ["G305"]


@pytest.mark.parametrize("expression", ["a[-1]", "a[-n + 0 - 1]", "a[0 - 2]"])
def test_negative_indices_are_refused(expression: str) -> None:
    assert codes(with_metric(expression, SIZES)) in (["G306"], ["G305"])


@pytest.mark.parametrize("expression", ["a[1:n + 1]", "a[2:1]", "b[0:4]"])
def test_slices_that_can_leave_are_refused(expression: str) -> None:
    assert codes(with_metric(expression, SIZES)) == ["G317"]


def test_a_known_size_decides_what_an_unknown_one_cannot() -> None:
    assert codes(with_metric("a[1]", "dim n = 2\nconst a: vector[n]")) == []
    assert codes(with_metric("a[1]", "dim n >= 2\nconst a: vector[n]")) == []
    assert codes(with_metric("a[1]", "dim n\nconst a: vector[n]")) == ["G305"]
