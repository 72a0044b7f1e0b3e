"""A run sees means over batches: draws, losses, ξ and products agree with hand-written JAX."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang import compiler
from gamelang.core.verdicts import Facts
from gamelang.fields.interface import Fields
from gamelang.source import Source
from tests.checking.games import typed as game_of

GAN = """game g
dim d = 3
const C: matrix[d, d] = [[1, 2, 0], [0, 1, 1], [2, 0, 1]]
sampler data:
    batch 17
    u: vector[d] ~ normal(0, 1)
    x: vector[d] = C @ u
    k: index[d] ~ categorical([1/2, 1/4, 1/4])
sampler noise:
    batch 17
    z: vector[d] ~ uniform(-1, 2)
let flip: index[2] ~ bernoulli(1/3)
player generator:
    V: matrix[d, d] ~ normal(0, 1)
    minimize -E[tanh(dot(w, V @ z)) * x[0]] + E[V[k, 0] ** 2] + E[flip * V[0, 0]]
player critic:
    w: vector[d] ~ normal(0, 1)
    maximize E[dot(w, x)] - E[tanh(dot(w, V @ z)) * exp(-norm2(x) / 50)] - norm2(w) * E[x[1]]
metric third = E[k == 2]
"""


def fields_of(text: str) -> Fields:
    return compiler.fields(game_of(text), Facts())


def losses(w: Any, batch: Any) -> dict[str, Any]:
    """The game above, by hand."""
    V, c = w["generator"]["V"], w["critic"]["w"]
    u, k, z = batch["data.u"], batch["data.k"].astype(int), batch["noise.z"]
    x = u @ jnp.array([[1.0, 2, 0], [0, 1, 1], [2, 0, 1]]).T
    z = -1 + 3 * z
    score = jnp.tanh((z @ V.T) @ c)
    first = -jnp.mean(score * x[:, 0]) + jnp.mean(V[k, 0] ** 2) + V[0, 0] / 3
    faded = jnp.mean(score * jnp.exp(-jnp.sum(x**2, 1) / 50))
    second = jnp.mean(x @ c) - faded - jnp.sum(c**2) * jnp.mean(x[:, 1])
    return {"generator": first, "critic": -second}


def test_a_sampled_game_agrees_with_hand_written_jax() -> None:
    with jax.enable_x64(True):
        game = fields_of(GAN)
        w = game.init(jax.random.key(1))
        v = game.init(jax.random.key(2))
        batch = game.draw(jax.random.key(3))

        def xi(w: Any) -> Any:
            return {p: jax.grad(lambda at, p=p: losses(at, batch)[p])(w)[p] for p in w}

        agree(game.losses(w, batch), losses(w, batch))
        agree(game.xi(w, batch), xi(w))
        agree(game.Hv(w, v, batch), jax.jvp(xi, (w,), (v,))[1])
        agree(game.HTv(w, v, batch), jax.vjp(xi, w)[1](v)[0])
        agree(game.metrics(w, batch), {"third": jnp.mean((batch["data.k"] == 2).astype(float))})


def agree(found: Any, wanted: Any) -> None:
    for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


def test_a_batch_is_a_pure_function_of_its_key() -> None:
    game = fields_of(GAN)
    first, again = (game.draw(jax.random.key(7)) for _ in range(2))
    other = game.draw(jax.random.key(8))
    for name, values in first.items():
        assert (values == again[name]).all()
        assert (values != other[name]).any()
        assert values.shape[0] == 17


@pytest.mark.parametrize(
    "distribution",
    [
        "normal(1, 2)",
        "uniform(-1, 3)",
        "gumbel()",
        "bernoulli(0.3)",
        "mixture([0.25, 0.75], [normal(3, 0.5), uniform(0, 1)])",
        "dirac(2)",
    ],
)
def test_draws_of_a_real_have_the_moments_of_their_distribution(distribution: str) -> None:
    text = f"""game g
sampler s:
    batch 200000
    z: real ~ {distribution}
player p:
    x: real
    minimize x**2
metric mean = E[z]
metric square = E[z**2]
"""
    game = fields_of(text)
    w = game.init(jax.random.key(0))
    found = game.metrics(w, game.draw(jax.random.key(5)))
    mean, square = MOMENTS[distribution.partition("(")[0]]
    assert found["mean"] == pytest.approx(mean, abs=0.03)
    assert found["square"] == pytest.approx(square, abs=0.1)


EULER = 0.5772156649015329
MOMENTS = {
    "normal": (1, 5),
    "uniform": (1, 1 + 16 / 12),
    "gumbel": (EULER, EULER**2 + np.pi**2 / 6),
    "bernoulli": (0.3, 0.3),
    "mixture": (0.75 + 0.375, 0.25 * 9.25 + 0.25),
    "dirac": (2, 4),
}


@pytest.mark.parametrize(
    ("toy", "modes"),
    [
        ("ring(modes=4, radius=2)", [(2, 0), (0, 2), (-2, 0), (0, -2)]),
        ("grid(side=2, spacing=3)", [(-1.5, -1.5), (-1.5, 1.5), (1.5, -1.5), (1.5, 1.5)]),
    ],
)
def test_toy_sets_have_their_modes(toy: str, modes: list[tuple[float, float]]) -> None:
    places = ", ".join(f"[{x}, {y}]" for x, y in modes)
    text = f"""game g
const modes = [{places}]
sampler s:
    batch 4000
    x: vector[2] ~ {toy}
player p:
    w: real
    minimize w**2
metric m0 = E[norm(x - modes[0]) < 1e-3]
metric m1 = E[norm(x - modes[1]) < 1e-3]
metric m2 = E[norm(x - modes[2]) < 1e-3]
metric m3 = E[norm(x - modes[3]) < 1e-3]
"""
    game = fields_of(text)
    found = game.metrics(game.init(jax.random.key(0)), game.draw(jax.random.key(1)))
    assert all(found[f"m{k}"] == pytest.approx(0.25, abs=0.04) for k in range(4))


def test_rows_of_a_file_stay_together_and_all_takes_every_row_once(tmp_path: Any) -> None:
    rows = "\n".join(f"{k},{k * k},{'ab'[k % 2]}" for k in range(11))
    (tmp_path / "d.csv").write_text("x,y,kind\n" + rows + "\n")
    text = """game g
sampler some:
    batch 400
    x: real, y: real, kind: index[2] ~ csv("d.csv")
sampler whole:
    batch all
    a: real, b: real, c: index[2] ~ csv("d.csv")
player p:
    w: real
    minimize w**2
metric apart = E[abs(y - x**2)]
metric total = E[a] * 11
metric odd = E[c] * 11
"""
    game = compiler.fields(compiler.typed(Source("t.game", text, tmp_path)), Facts())
    batch = game.draw(jax.random.key(0))
    found = game.metrics(game.init(jax.random.key(0)), batch)
    assert found["apart"] == 0
    assert found["total"] == pytest.approx(55)
    assert found["odd"] == pytest.approx(5)
    assert len(set(np.asarray(batch["some.x"]).tolist())) == 11


def test_a_run_draws_anew_at_every_step_and_the_same_for_the_same_seed() -> None:
    text = """game g
sampler s:
    batch 4
    z: real ~ normal(1, 1)
player p:
    x: real
    minimize E[(x - z)**2]
train:
    steps 50
    rate 0.1
"""
    from gamelang.game import Game

    game = Game(game_of(text))
    one, again, other = (game.run(seed=seed) for seed in (0, 0, 1))
    assert one.parameters == again.parameters
    assert one.parameters != other.parameters
    assert float(one.parameters["x"]) == pytest.approx(1, abs=0.6)
