"""The linear factors that methods state, against the matrices G of the literature."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gamelang.methods.choices import methods
from gamelang.methods.sga import Sga

Array = Any
RATE, STRENGTH = 0.07, 0.8


def random_field() -> tuple[Array, Array]:
    """H of three players with two, one and three parameters, and its blocks between players."""
    owner = np.array([0, 0, 1, 2, 2, 2])
    H = np.random.default_rng(3).normal(size=(6, 6))
    return H, np.where(owner[:, None] == owner[None, :], 0, H)


def stated(name: str, z: complex, H: Array, Ho: Array) -> Array:
    letters = {"H": H, "T": H.T, "O": Ho}
    total = np.zeros((6, 6), complex)
    for term in methods()[name].factors:
        word = np.eye(6)
        for letter in term.matrices:
            word = word @ letters[letter]
        scale = float(term.scale) * (STRENGTH if term.by else 1)
        total = total + scale * z**term.next * RATE**term.rate * word
    return total


G: dict[str, Callable[[Array, Array], Array]] = {
    "sgd": lambda H, Ho: np.eye(6) - RATE * H,
    "sga": lambda H, Ho: np.eye(6) - RATE * (np.eye(6) + STRENGTH * (H.T - H) / 2) @ H,
    "extragradient": lambda H, Ho: np.eye(6) - RATE * H + RATE**2 * H @ H,
}


@pytest.mark.parametrize("name", sorted(G))
def test_the_factors_are_those_of_the_step(name):
    H, Ho = random_field()
    for z in (0.3, 1 + 2j):
        assert np.allclose(stated(name, z, H, Ho), z * np.eye(6) - G[name](H, Ho), atol=1e-13)


def test_every_method_that_states_factors_is_compared():
    assert {name for name, method in methods().items() if method.factors} <= set(G)


def test_aligned_sga_is_linear_at_rest_only_with_a_bias():
    assert Sga().linear
    assert not Sga(epsilon=0.0).linear
    assert Sga(align=False, epsilon=0.0).linear
