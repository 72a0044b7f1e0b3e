"""Every method's step on a linear field ξ = Hw against its exact matrix G."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest

from gamelang.core.game import Chosen, Train
from gamelang.runtime.program import Program
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import linear

Array = Any
GAMES = [(1, 1), (2, 1), (3, 2, 1), (1, 2, 2, 1), (2, 1, 1, 3, 1)]
RATE, STRENGTH = 0.07, 0.8


def field(sizes: tuple[int, ...]) -> Array:
    """A random H with symmetric diagonal blocks and a condition number below 100."""
    random = np.random.default_rng(sum(sizes))
    while True:
        H = random.normal(size=(sum(sizes), sum(sizes)))
        for k, size in enumerate(sizes):
            own = slice(sum(sizes[:k]), sum(sizes[:k]) + size)
            H[own, own] = (H[own, own] + H[own, own].T) / 2
        if np.linalg.cond(H) < 100:
            return H


def sgd(H: Array, lower: Array) -> Array:
    return np.eye(len(H)) - RATE * H


def sga(H: Array, lower: Array) -> Array:
    A = (H - H.T) / 2
    return np.eye(len(H)) - RATE * (np.eye(len(H)) + STRENGTH * A.T) @ H


def alternating(H: Array, lower: Array) -> Array:
    eye = np.eye(len(H))
    return np.linalg.solve(eye + RATE * lower, eye - RATE * (H - lower))


def extragradient(H: Array, lower: Array) -> Array:
    return np.eye(len(H)) - RATE * H + RATE**2 * H @ H


CASES: dict[str, tuple[Flags, Callable[[Array, Array], Array]]] = {
    "sgd": (Flags(method="sgd", rate=RATE), sgd),
    "sga": (
        Flags(method="sga", hyperparameters={"strength": STRENGTH, "align": False}, rate=RATE),
        sga,
    ),
    "extragradient": (Flags(method="extragradient", rate=RATE), extragradient),
    "alternating": (Flags(method="sgd", order=Chosen("alternating"), rate=RATE), alternating),
}


@pytest.mark.parametrize("sizes", GAMES, ids=str)
def test_a_step_is_its_matrix(sizes: tuple[int, ...]) -> None:
    H = field(sizes)
    edges = np.repeat(np.arange(len(sizes)), sizes)
    lower = np.where(edges[:, None] > edges[None, :], H, 0)
    w = np.random.default_rng(1).normal(size=len(H))
    game = linear(H, sizes, w)
    for name, (flags, matrix) in CASES.items():
        settings = resolve(Train(), flags, game)
        program = Program(game, settings.method, settings.optimizers, settings.order)
        after = jax.jit(program.step)(program.start(jax.random.key(0))).parameters
        found = np.concatenate([after[f"p{k}"]["w"] for k in range(len(sizes))])
        G = matrix(H, lower)
        assert np.all(np.abs(found - G @ w) <= 1e-12 * (np.abs(G) @ np.abs(w))), name


def test_aligned_sga_takes_the_sign_of_its_formula() -> None:
    for seed in range(4):
        H = field((2, 2)) * (1 if seed % 2 else -1)
        w = np.random.default_rng(seed).normal(size=4)
        game = linear(H, (2, 2), w)
        settings = resolve(Train(), Flags(method="sga", rate=RATE), game)
        program = Program(game, settings.method, settings.optimizers, settings.order)
        after = jax.jit(program.step)(program.start(jax.random.key(0))).parameters
        xi = H @ w
        turn = (H.T @ xi - H @ xi) / 2
        sign = 1 if (xi @ H.T @ xi) * (turn @ H.T @ xi) / 4 + 0.1 >= 0 else -1
        found = np.concatenate([after["p0"]["w"], after["p1"]["w"]])
        np.testing.assert_allclose(found, w - RATE * (xi + sign * turn), rtol=1e-12)
