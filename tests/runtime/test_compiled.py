"""Compiled games are pure functions: under jit, scan and vmap; with families; with any rule."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from gamelang.core.game import Chosen, Train
from gamelang.fields.interface import Fields, LeafDomain, Tree
from gamelang.methods.optimizers import OPTIMIZERS
from gamelang.methods.sga import Sga
from gamelang.runtime.compiled import Compiled, compiled
from gamelang.runtime.program import Program
from gamelang.runtime.settings import Flags, resolve
from tests.runtime.games import bilinear, game

KEY = jax.random.key(0)


def ready(fields: Fields, **flags: Any) -> Compiled:
    return compiled(fields, resolve(Train(), Flags(**flags), fields))


def cournot(size: int = 3) -> Fields:
    """q_i (Q − 4) + c_i q_i for a family of firms with q ≥ 0."""
    costs = jnp.arange(size) / 4

    def losses(w: Tree) -> dict[str, Any]:
        q = w["firm"]["q"]
        return {"firm": q * (jnp.sum(q) - 4) + costs * q}

    start = {"firm": {"q": jnp.linspace(0.0, 1.0, size)}}
    positive = {"firm": LeafDomain("box", 0.0)}
    return game(losses, start, families={"firm": (size,)}, domains=positive)


def by_hand(q: Any, rate: float, turns: int = 1) -> Any:
    """Members in turn, `turns` times each, from fresh values."""
    q, costs = np.array(q), np.arange(len(q)) / 4
    for i in range(len(q)):
        for _ in range(turns):
            q[i] = max(0.0, q[i] - rate * (q.sum() + q[i] - 4 + costs[i]))
    return q


def test_a_run_is_its_steps() -> None:
    learner = ready(bilinear(), method="sga", rate=0.1)
    state = learner.init(KEY)
    norms = []
    for _ in range(5):
        state, info = learner.step(state)
        norms.append(info.xi_norm)
    end, history = learner.run(learner.init(KEY), 5)
    np.testing.assert_allclose(history.xi_norm[:-1], jnp.stack(norms), rtol=1e-15)
    assert int(end.step) == int(state.step) == 5
    assert end.parameters == state.parameters


def test_a_long_run_keeps_about_a_thousand_records() -> None:
    learner = ready(bilinear(), method="sga", rate=0.01)
    _, history = learner.run(learner.init(KEY), 4501)
    np.testing.assert_array_equal(history.step, [*range(0, 4501, 5), 4501])
    assert learner.run(learner.init(KEY), 0)[1].step.shape == (1,)
    with pytest.raises(ValueError, match="at least 0"):
        learner.run(learner.init(KEY), -1)


def test_seeds_go_under_vmap_and_steps_under_scan() -> None:
    learner = ready(bilinear(), method="sga", rate=0.1)
    many = jax.vmap(learner.init)(jax.random.split(KEY, 3))
    after, infos = jax.lax.scan(lambda s, _: jax.vmap(learner.step)(s), many, None, length=4)
    assert infos.losses["row"].shape == (4, 3)
    alone, _ = learner.run(learner.init(KEY), 4)
    assert jax.tree.all(
        jax.tree.map(lambda m, a: bool(jnp.all(m == a)), after.parameters, alone.parameters)
    )


def test_strength_and_rate_go_under_vmap() -> None:
    fields = bilinear()

    def final(strength: Any, rate: Any) -> Any:
        flags = Flags(method="sga", hyperparameters={"strength": strength}, rate=rate)
        learner = compiled(fields, resolve(Train(), flags, fields))
        return learner.run(learner.init(KEY), 20)[1].xi_norm[-1]

    strengths, rates = jnp.asarray([0.0, 0.5, 1.0]), jnp.asarray([0.1, 0.05, 0.1])
    together = jax.vmap(final)(strengths, rates)
    apart = [final(float(s), float(r)) for s, r in zip(strengths, rates, strict=True)]
    np.testing.assert_allclose(together, jnp.stack(apart), rtol=1e-14)


def test_a_method_is_a_pytree_of_its_numbers() -> None:
    learner = ready(bilinear(), method="sga", rate=0.1)

    def after(method: Sga) -> Any:
        program: Program = replace(learner.program, method=method)
        return program.step(program.start(KEY)).parameters["row"]["x"]

    methods = Sga(jnp.asarray([0.0, 1.0]), False, jnp.zeros(2))  # type: ignore[arg-type]
    np.testing.assert_allclose(jax.vmap(after)(methods), [1 - 0.1 * 0.5, 1 - 0.1 * 1.5])


def test_a_family_moves_at_once_or_in_turn() -> None:
    fields = cournot()
    start = np.linspace(0.0, 1.0, 3)
    at_once = ready(fields, method="sgd", rate=0.1)
    q = at_once.step(at_once.init(KEY))[0].parameters["firm"]["q"]
    expected = start - 0.1 * (start.sum() + start - 4 + np.arange(3) / 4)
    np.testing.assert_allclose(q, np.maximum(expected, 0), rtol=1e-15)
    for order, turns in (
        (Chosen("alternating"), 1),
        (Chosen("alternating", (), {"firm": Fraction(2)}), 2),
    ):
        in_turn = ready(fields, method="sgd", rate=0.1, order=order)
        q = in_turn.step(in_turn.init(KEY))[0].parameters["firm"]["q"]
        np.testing.assert_allclose(q, by_hand(start, 0.1, turns), rtol=1e-14)


def test_inner_steps_count_for_their_player_alone() -> None:
    order = Chosen("alternating", (), {"column": Fraction(5)})
    learner = ready(bilinear(1.0, 0.5), method="sgd", rate=0.1, order=order, optimizer="adam")
    state, _ = learner.step(learner.init(KEY))
    counts = {name: int(moments[0].count) for name, moments in state.moments.items()}
    assert counts == {"row": 1, "column": 5}
    assert int(state.step) == 1


def test_members_in_turn_have_moments_of_their_own() -> None:
    alone = ready(cournot(), method="sgd", rate=0.1, optimizer="adam", order="alternating")
    state, _ = alone.step(alone.init(KEY))
    np.testing.assert_array_equal(state.moments["firm"][0].count, [1, 1, 1])


def test_every_optimizer_lowers_the_loss_of_its_player() -> None:
    def losses(w: Tree) -> dict[str, Any]:
        return {name: block["x"] ** 2 for name, block in w.items()}

    fields = game(losses, {name: {"x": 1.0} for name in OPTIMIZERS})
    learner = ready(fields, method="sgd", optimizer={n: n for n in OPTIMIZERS}, rate=0.05)
    _, history = learner.run(learner.init(KEY), 100)
    for name, loss in history.losses.items():
        assert float(loss[-1]) < float(loss[0]), name


def test_an_optax_transformation_may_be_given() -> None:
    clipped = optax.chain(optax.clip(0.1), optax.sgd(1.0))
    learner = ready(bilinear(1.0, 0.5), method="sgd", optimizer={"row": clipped}, rate=0.1)
    state, _ = learner.step(learner.init(KEY))
    assert float(state.parameters["row"]["x"]) == 0.9
    assert float(state.parameters["column"]["y"]) == 0.5 + 0.1 * 1.0


def test_on_simplices_rows_stay_probability_vectors() -> None:
    A = jnp.asarray([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]])

    def losses(w: Tree) -> dict[str, Any]:
        value = w["row"]["p"] @ A @ w["column"]["q"]
        return {"row": -value, "column": value}

    start = {"row": {"p": jnp.asarray([0.5, 0.3, 0.2])}, "column": {"q": jnp.ones(3) / 3}}
    simplices = {"row": LeafDomain("simplex"), "column": LeafDomain("simplex")}
    learner = ready(game(losses, start, domains=simplices), method="sga", rate=0.1)
    state, history = learner.run(learner.init(KEY), 500)
    for block in state.parameters.values():
        for p in block.values():
            assert abs(float(p.sum()) - 1) < 1e-14
    assert float(history.residual[-1]) < 1e-10


def test_a_state_that_is_saved_goes_on_as_it_would_have(tmp_path: Path) -> None:
    learner = ready(bilinear(), method="extragradient", optimizer="adam", rate=0.1)
    state, _ = learner.run(learner.init(KEY), 20)
    learner.save(state, tmp_path / "state.safetensors")
    back = learner.load(str(tmp_path / "state.safetensors"))
    ends = [learner.run(s, 20)[0] for s in (state, back)]
    for one, other in zip(*(jax.tree.leaves(end.moments) for end in ends), strict=True):
        np.testing.assert_array_equal(one, other)
    assert int(ends[1].step) == 40
    with pytest.raises(ValueError, match="moments"):
        ready(bilinear(), method="sgd", rate=0.1).load(tmp_path / "state.safetensors")
