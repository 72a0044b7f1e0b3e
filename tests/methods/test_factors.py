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


EYE = np.eye(6)
# w⁺ = Gw for methods without a memory
G: dict[str, Callable[[Array, Array], Array]] = {
    "sgd": lambda H, Ho: EYE - RATE * H,
    "sga": lambda H, Ho: EYE - RATE * (EYE + STRENGTH * (H.T - H) / 2) @ H,
    "extragradient": lambda H, Ho: EYE - RATE * H + RATE**2 * H @ H,
    "consensus": lambda H, Ho: EYE - RATE * (EYE + STRENGTH * H.T) @ H,
    "hamiltonian_descent": lambda H, Ho: EYE - RATE * H.T @ H,
    "lookahead": lambda H, Ho: EYE - RATE * (EYE - STRENGTH * Ho) @ H,
    "cgd": lambda H, Ho: EYE - RATE * np.linalg.solve(EYE + RATE * Ho, H),
    "proximal": lambda H, Ho: np.linalg.inv(EYE + RATE * H),
}
# w⁺ = Gw + Bw⁻ for methods that look back one step
BACK: dict[str, Callable[[Array, Array], tuple[Array, Array]]] = {
    "optimistic": lambda H, Ho: (EYE - 2 * RATE * H, RATE * H),
    "lead": lambda H, Ho: (
        (1 + STRENGTH) * EYE - RATE * H - STRENGTH * Ho,
        STRENGTH * (Ho - EYE),
    ),
}


@pytest.mark.parametrize("name", sorted(G))
def test_the_factors_are_those_of_the_step(name):
    """det P(z) = 0 exactly where z is an eigenvalue of G: P(z)(z - G)⁻¹ does not depend on z."""
    H, Ho = random_field()
    first, second = (
        stated(name, z, H, Ho) @ np.linalg.inv(z * EYE - G[name](H, Ho)) for z in (0.3, 1 + 2j)
    )
    assert np.allclose(first, second, atol=1e-12)
    assert np.linalg.cond(first) < 100


@pytest.mark.parametrize("name", sorted(BACK))
def test_the_factors_of_a_method_that_looks_back(name):
    H, Ho = random_field()
    now, before = BACK[name](H, Ho)
    for z in (0.3, 1 + 2j):
        assert np.allclose(stated(name, z, H, Ho), z * z * EYE - z * now - before, atol=1e-13)


def test_every_method_that_states_factors_is_compared():
    assert {name for name, method in methods().items() if method.factors} <= {*G, *BACK}


def test_aligned_sga_is_linear_at_rest_only_with_a_bias():
    assert Sga().linear
    assert not Sga(epsilon=0.0).linear
    assert Sga(align=False, epsilon=0.0).linear
