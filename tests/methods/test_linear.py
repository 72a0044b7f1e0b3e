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


def consensus(H: Array, lower: Array) -> Array:
    return np.eye(len(H)) - RATE * (np.eye(len(H)) + STRENGTH * H.T) @ H


def hamiltonian_descent(H: Array, lower: Array) -> Array:
    return np.eye(len(H)) - RATE * H.T @ H


def lookahead(H: Array, lower: Array) -> Array:
    return np.eye(len(H)) - RATE * (np.eye(len(H)) - STRENGTH * between(H, lower)) @ H


def lookahead_at_the_rate(H: Array, lower: Array) -> Array:
    return np.eye(len(H)) - RATE * (np.eye(len(H)) - RATE * between(H, lower)) @ H


def cgd(H: Array, lower: Array) -> Array:
    eye = np.eye(len(H))
    return eye - RATE * np.linalg.solve(eye + RATE * between(H, lower), H)


def proximal(H: Array, lower: Array) -> Array:
    return np.linalg.inv(np.eye(len(H)) + RATE * H)


def between(H: Array, lower: Array) -> Array:
    """H_o: the strictly lower blocks, and likewise those of Hᵀ for the upper ones."""
    upper = np.where((np.abs(lower) > 0).T, H, 0)
    return lower + upper


CASES: dict[str, tuple[Flags, Callable[[Array, Array], Array]]] = {
    "sgd": (Flags(method="sgd", rate=RATE), sgd),
    "sga": (
        Flags(method="sga", hyperparameters={"strength": STRENGTH, "align": False}, rate=RATE),
        sga,
    ),
    "extragradient": (Flags(method="extragradient", rate=RATE), extragradient),
    "consensus": (
        Flags(method="consensus", hyperparameters={"strength": STRENGTH}, rate=RATE),
        consensus,
    ),
    "hamiltonian_descent": (Flags(method="hamiltonian_descent", rate=RATE), hamiltonian_descent),
    "lookahead": (
        Flags(method="lookahead", hyperparameters={"strength": STRENGTH}, rate=RATE),
        lookahead,
    ),
    "lookahead at the rate": (Flags(method="lookahead", rate=RATE), lookahead_at_the_rate),
    "cgd": (Flags(method="cgd", rate=RATE), cgd),
    "proximal": (Flags(method="proximal", rate=RATE), proximal),
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
        if flags.method == "cgd" and len(sizes) != 2:
            continue
        settings = resolve(Train(), flags, game)
        program = Program(game, settings.method, settings.optimizers, settings.order)
        after = jax.jit(program.step)(program.start(jax.random.key(0))).parameters
        found = np.concatenate([after[f"p{k}"]["w"] for k in range(len(sizes))])
        G = matrix(H, lower)
        assert np.all(np.abs(found - G @ w) <= 1e-12 * (np.abs(G) @ np.abs(w))), name


@pytest.mark.parametrize("sizes", GAMES, ids=str)
@pytest.mark.parametrize("name", ["optimistic", "lead"])
def test_a_step_that_looks_back_is_its_companion(name: str, sizes: tuple[int, ...]) -> None:
    H = field(sizes)
    edges = np.repeat(np.arange(len(sizes)), sizes)
    lower = np.where(edges[:, None] > edges[None, :], H, 0)
    before = np.random.default_rng(1).normal(size=len(H))
    game = linear(H, sizes, before)
    settings = resolve(Train(), Flags(method=name, rate=RATE), game)
    program = Program(game, settings.method, settings.optimizers, settings.order)
    step = jax.jit(program.step)
    first = step(program.start(jax.random.key(0)))
    found = [joined(first.parameters, sizes), joined(step(first).parameters, sizes)]
    eye = np.eye(len(H))
    now = (eye - RATE * H) @ before
    if name == "optimistic":
        G, back = eye - 2 * RATE * H, RATE * H
    else:
        G, back = eye - RATE * H - 0.3 * between(H, lower), 0.3 * between(H, lower)
    after = G @ now + back @ before
    np.testing.assert_allclose(found[0], now, atol=1e-12 * np.abs(H).sum())
    np.testing.assert_allclose(found[1], after, atol=1e-12 * np.abs(H).sum())


def joined(w: Any, sizes: tuple[int, ...]) -> Array:
    return np.concatenate([w[f"p{k}"]["w"] for k in range(len(sizes))])


def test_a_large_system_is_solved_without_its_matrix() -> None:
    sizes = (60, 50)
    H = np.random.default_rng(3).normal(size=(110, 110)) / 10
    H[:60, :60], H[60:, 60:] = np.eye(60), np.eye(50)
    edges = np.repeat(np.arange(2), sizes)
    lower = np.where(edges[:, None] > edges[None, :], H, 0)
    w = np.random.default_rng(1).normal(size=110)
    game = linear(H, sizes, w)
    for name, matrix in (("cgd", cgd), ("proximal", proximal)):
        exact = {"tolerance": 1e-14}
        settings = resolve(Train(), Flags(method=name, hyperparameters=exact, rate=RATE), game)
        program = Program(game, settings.method, settings.optimizers, settings.order)
        after = jax.jit(program.step)(program.start(jax.random.key(0))).parameters
        G = matrix(H, lower)
        error = np.abs(joined(after, sizes) - G @ w)
        assert np.all(error <= 1e-12 * (np.abs(G) @ np.abs(w))), name


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
