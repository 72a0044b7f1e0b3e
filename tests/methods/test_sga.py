"""What must be true of symplectic gradient adjustment (docs: METHODS, sections B and C)."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gamelang.core.game import Train
from gamelang.core.verdicts import Facts
from gamelang.fields.interface import Fields, Tree
from gamelang.runtime.compiled import Compiled, compiled
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import bilinear, game


def ready(fields: Fields, **flags: Any) -> Compiled:
    return compiled(fields, resolve(Train(), Flags(**flags), fields))


def final(fields: Fields, steps: int, **flags: Any) -> tuple[float, Tree]:
    """‖ξ‖ and w after so many steps."""
    learner = ready(fields, **flags)
    state, history = learner.run(learner.init(jax.random.key(0)), steps)
    return float(history.xi_norm[-1]), state.parameters


def weak_attractor() -> Fields:
    def losses(w: Tree) -> dict[str, Any]:
        x, y = w["a"]["x"], w["b"]["y"]
        return {"a": x**2 / 2 + 10 * x * y, "b": y**2 / 2 - 10 * x * y}

    return game(losses, {"a": {"x": 1.0}, "b": {"y": 1.0}})


def weak_repellor(start: float) -> Fields:
    def losses(w: Tree) -> dict[str, Any]:
        x, y = w["a"]["x"], w["b"]["y"]
        return {"a": -0.05 * x**2 - x * y, "b": -0.05 * y**2 + x * y}

    return game(losses, {"a": {"x": start}, "b": {"y": start}})


def test_sgd_on_xy_grows_by_sqrt_of_one_plus_rate_squared() -> None:
    learner = ready(bilinear(), method="sgd", rate=0.05)
    _, history = learner.run(learner.init(jax.random.key(0)), 50)
    np.testing.assert_allclose(
        history.xi_norm[1:] / history.xi_norm[:-1], np.sqrt(1 + 0.05**2), rtol=1e-12
    )


def test_sga_settles_where_sgd_spirals() -> None:
    assert final(bilinear(), 400, method="sga", rate=0.1)[0] < 1e-12
    assert final(bilinear(), 400, method="sgd", rate=0.1)[0] > 5


def test_alternating_stays_bounded_on_xy_below_rate_two() -> None:
    learner = ready(bilinear(), method="sgd", rate=1.9, order="alternating")
    _, history = learner.run(learner.init(jax.random.key(0)), 1000)
    assert history.xi_norm.max() < 10


def test_on_a_potential_game_sga_is_sgd() -> None:
    def losses(w: Tree) -> dict[str, Any]:
        total = w["a"]["x"] + w["b"]["y"]
        return {"a": total**2 - 2 * w["a"]["x"], "b": total**2 - 2 * w["b"]["y"]}

    start = {"a": {"x": 1.0}, "b": {"y": -0.3}}
    for facts in (Facts(), Facts(potential=True)):
        fields = game(losses, start, facts)
        same = [final(fields, 20, method=m, rate=0.1)[1] for m in ("sga", "sgd")]
        assert jax.tree.all(jax.tree.map(lambda a, b: bool(a == b), *same))


def test_strength_zero_is_sgd() -> None:
    zero = {"strength": 0}
    same = [
        final(weak_attractor(), 20, method="sga", rate=0.01, hyperparameters=zero)[1],
        final(weak_attractor(), 20, method="sgd", rate=0.01)[1],
    ]
    assert jax.tree.all(jax.tree.map(lambda a, b: bool(a == b), *same))


def test_what_is_proved_changes_the_cost_and_not_the_steps() -> None:
    plain, proved = (
        final(bilinear(facts=facts), 30, method="sga", rate=0.1)[1]
        for facts in (Facts(), Facts(hamiltonian=True, zero_sum=True))
    )
    assert jax.tree.all(jax.tree.map(lambda a, b: abs(float(a - b)) < 1e-15, plain, proved))


def test_the_weak_attractor_wants_a_small_rate_or_a_small_strength() -> None:
    limit = 2 / 101
    for method in ("sgd", "sga"):
        assert final(weak_attractor(), 3000, method=method, rate=0.8 * limit)[0] < 1
        assert not final(weak_attractor(), 3000, method=method, rate=1.2 * limit)[0] < 1e6
    for rate in (0.01, 0.032, 0.1):
        weak = {"strength": 0.1}
        assert final(weak_attractor(), 3000, method="sga", rate=rate, hyperparameters=weak)[0] < 1


def test_the_weak_repellor_draws_fixed_strength_and_repels_aligned() -> None:
    near, far = 0.01, 10.0
    fixed = {"strength": 1, "align": False}
    assert final(weak_repellor(near), 500, method="sga", rate=0.1, hyperparameters=fixed)[0] < 1e-9
    unbiased = {"epsilon": 0}
    leaving = final(weak_repellor(near), 30, method="sga", rate=0.1, hyperparameters=unbiased)
    assert leaving[0] > near
    assert final(weak_repellor(far), 20, method="sga", rate=0.1)[0] > 2 * far
    assert final(weak_repellor(near), 500, method="sga", rate=0.1)[0] < 1e-9


def test_a_sign_of_zero_counts_as_plus() -> None:
    unbiased = {"epsilon": 0}
    assert final(bilinear(), 400, method="sga", rate=0.1, hyperparameters=unbiased)[0] < 1e-12


def test_float32_parameters_stay_float32() -> None:
    learner = compiled(bilinear(), resolve(Train(), Flags(), bilinear()), "float32")
    state, _ = learner.step(learner.init(jax.random.key(0)))
    assert all(leaf.dtype == jnp.float32 for leaf in jax.tree.leaves(state.parameters))
