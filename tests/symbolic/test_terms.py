"""Structure at the level of arrays: cancellation, support and degree, for any size."""

from __future__ import annotations

from typing import Any

import pytest

from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.terms import structure

HEAD = "game g\ndim n\ndim m\nconst A: matrix[n, m]\nconst B: matrix[n, n]\n"
HEAD += "const G: matrix[n, n] symmetric\nconst K: matrix[n, n] antisymmetric\nconst c: vector[n]\n"
PLAYERS = "player p:\n    x: vector[n]\n    z: real\n    minimize {}\n"
PLAYERS += "player q:\n    y: vector[n]\n    v: vector[m]\n    minimize {}\n"

EQUAL = [
    ("dot(x, A @ v)", "dot(v, A.T @ x)"),
    ("dot(x, A @ v)", "(x @ A) @ v"),
    ("dot(x, A @ v)", "dot(x @ A, v)"),
    ("dot(x, (B @ B) @ y)", "dot(B.T @ x, B @ y)"),
    ("dot(x + y, c)", "sum(c * x) + dot(y, c)"),
    ("dot(x, G @ y)", "dot(y, G @ x)"),
    ("dot(x, K @ y)", "-dot(y, K @ x)"),
    ("dot(x, K @ x)", "0 * z"),
    ("norm2(x - y)", "norm2(x) - 2 * dot(x, y) + dot(y, y)"),
    ("(z - sum(y))**2", "z**2 - 2 * sum(y) * z + sum(y)**2"),
    ("sum(x[i] + y[i] for i in n)", "sum(y[i] for i in n) + sum(x[i] for i in n)"),
    ("dot(2 * x, 3 * z * y)", "6 * z * dot(x, y)"),
]


@pytest.mark.parametrize(("first", "second"), EQUAL)
def test_equal_losses_cancel(load: Any, first: str, second: str) -> None:
    found = structure(load(HEAD + PLAYERS.format(first, second)))
    assert found.difference("p", "q") == {}


DIFFERENT = [
    ("dot(x, B @ y)", "dot(y, B @ x)"),
    ("dot(x, A @ v)", "dot(x, A @ v) + z"),
    ("dot(x, (B @ B.T) @ y)", "dot(x, (B.T @ B) @ y)"),
    ("sum(x)", "dot(x, x)"),
    ("dot(x, K @ y)", "dot(y, K @ x)"),
]


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different_losses_do_not_cancel(load: Any, first: str, second: str) -> None:
    found = structure(load(HEAD + PLAYERS.format(first, second)))
    assert found.difference("p", "q") != {}


def test_a_bilinear_game_of_any_size_is_seen(load: Any) -> None:
    found = structure(load(HEAD + PLAYERS.format("dot(x, A @ v)", "-dot(v, x @ A)")))
    assert found.total() == {}
    assert found.own_affine("p") and found.own_affine("q")
    assert found.separates(found.sum("p", "q"), "p", "q")
    assert not found.separates(found.difference("p", "q"), "p", "q")


AFFINE = [
    ("dot(x, B @ y) * z", False),
    ("exp(sum(y)) * sum(x)", True),
    ("exp(z)", False),
    ("sum(x * c)", True),
    ("x[0] * y[0] + 3 * z", True),
    ("norm2(x)", False),
    ("abs(z)", False),
    ("where(y[0] > 0, z, 2 * z)", True),
    ("where(z > 0, 1, 2)", False),
    ("sum(c[i] * x[i] for i in n)", True),
    ("sum(x[i] for i in n if x[i] > 0)", False),
]


@pytest.mark.parametrize(("loss", "affine"), AFFINE)
def test_own_degree_is_conservative(load: Any, loss: str, affine: bool) -> None:
    try:
        game = load(HEAD + PLAYERS.format(loss, "sum(y)"))
    except SystemExit:
        pytest.skip("not in the language")
    assert structure(game).own_affine("p") is affine


def test_families_are_left_to_the_scalar_form(load: Any) -> None:
    with pytest.raises(NotExpandableError, match="family"):
        structure(load("game g\ndim n\nplayer f[i in n]:\n    q: real\n    minimize q[i]**2\n"))
