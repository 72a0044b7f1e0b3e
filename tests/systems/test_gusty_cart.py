"""The optimum that the gusty cart is measured by is the one that SciPy finds."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.linalg import solve_discrete_are

from gamelang import compiler, resources
from gamelang.core.verdicts import Facts
from tests.codegen.agreement import game_in

GAMMA, EFFORT = 0.95, 0.1
A = np.array([[1, 0.2], [0, 1]])
B = np.array([[0], [0.2]])


def test_the_best_controller_has_quality_one_and_the_cost_of_riccati() -> None:
    scale = np.sqrt(GAMMA)
    P = solve_discrete_are(scale * A, scale * B, np.diag([1, 0.1]), np.array([[EFFORT]]))
    K = -np.linalg.solve(EFFORT + GAMMA * B.T @ P @ B, GAMMA * B.T @ P @ A)[0]
    game = compiler.fields(game_in(resources.folder("specs") / "gusty_cart.game"), Facts())
    w = {"actor": {"K": jnp.asarray(K)}, "critic": {"W": jnp.zeros((2, 2)), "w": jnp.zeros(())}}
    batch = {"world.start": jnp.zeros((1, 2)), "world.push": jnp.zeros((1, 3))}
    found = game.metrics(w, batch)
    assert found["quality"] == pytest.approx(1, abs=1e-12)
    assert found["average_cost"] == pytest.approx(np.trace(P) + 0.95 * 0.04 / 0.05 * P[1, 1])
