"""Networks bound from Python, against hand-written JAX with the same modules."""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import gamelang
from gamelang.fields.externs import binding
from tests.codegen.agreement import a_point

TEXT = """game bound
dim n = 3
const x: matrix[n, 2] = [[i + j / 3 for j in 2] for i in n]
const k: index[3] = 2
let fake[i in n] = G(x[i])
let h[t in n]: vector[2] = cell(t, k) * h[t-1] from [0, 1]
player generator:
    net G: vector[2] -> vector[2] = extern("G")
    minimize -mean(D(fake[i]) for i in n)
player critic:
    net D: vector[2] -> real = extern("D")
    net cell: index[3], index[3] -> vector[2] = extern("cell")
    minimize mean(D(fake[i]) + norm2(grad(D, x[i])) for i in n) + norm2(weights(D)) / 10 \
+ sum(dot(cell(i, 1), stop(fake[i])) for i in n) + sum(h[n - 1])
player crowd[m in 2]:
    net f: vector[2], real -> simplex[2] = extern("f")
    minimize f[m](x[m], m)[0]**2 * sum(f[j](x[m], 0.5)[1] for j in 2)
"""
KEYS = jax.random.split(jax.random.key(7), 4)
X = jnp.array([[i + j / 3 for j in range(2)] for i in range(3)])


def start(key: Any) -> Any:
    return eqx.nn.Linear(3, 2, key=key)


def both(net: Any, x: Any, m: Any) -> Any:
    return jnp.sin(net(jnp.concatenate([x, m[None]])))


class Cell(eqx.Module):
    """Two embeddings, and an array of integers that is no weight."""

    first: eqx.nn.Embedding
    second: eqx.nn.Embedding
    order: jax.Array

    def __call__(self, i: Any, j: Any) -> Any:
        return self.first(self.order[i]) * self.second(j)


def modules() -> dict[str, Any]:
    embeddings = (eqx.nn.Embedding(3, 2, key=key) for key in KEYS[:2])
    return {
        "D": eqx.nn.MLP(2, "scalar", 4, 1, activation=jnp.tanh, key=KEYS[2]),
        "G": eqx.nn.Linear(2, 2, key=KEYS[3]),
        "cell": Cell(*embeddings, jnp.array([2, 0, 1])),
        "f": (start, both),
    }


@pytest.fixture(scope="module")
def game() -> gamelang.Game:
    return gamelang.loads(TEXT.replace("\\\n", ""), externs=modules())


def test_bound_networks_are_the_hand_written_ones(game: gamelang.Game) -> None:
    externs = game.externs

    def losses(w: Any, held: Any) -> Any:
        def of(name: str, player: str, w: Any = w) -> Any:
            return externs[name].restored(w[player][f"{name}.weights"])

        G, D, cell = of("G", "generator"), of("D", "critic"), of("cell", "critic")
        steps = jnp.arange(3)
        fake, fixed = jax.vmap(G)(X), jax.vmap(of("G", "generator", held))(X)
        h = jnp.array([0.0, 1.0]) * jnp.prod(jax.vmap(cell, (0, None))(steps, 2), axis=0)
        penalty = (jax.vmap(jax.grad(D))(X) ** 2).sum(-1).mean()
        coupled = (jax.vmap(cell, (0, None))(steps, 1) * fixed).sum()
        made = jax.vmap(D)(fake)
        decay = (w["critic"]["D.weights"] ** 2).sum() / 10

        def f(weights: Any, x: Any, m: Any) -> Any:
            return jax.nn.softmax(both(externs["f"].restored(weights), x, jnp.asarray(m)))

        def crowd(m: Any) -> Any:
            weights = w["crowd"]["f.weights"]
            shares = jax.vmap(f, (0, None, None))(weights, X[m], 0.5)
            return f(weights[m], X[m], m.astype(float))[0] ** 2 * shares[:, 1].sum()

        return {
            "generator": -made.mean(),
            "critic": made.mean() + penalty + coupled + decay + h.sum(),
            "crowd": jax.vmap(crowd)(jnp.arange(2)),
        }

    made = game.fields
    w, v, u = (a_point(made, seed) for seed in range(3))
    assert w["crowd"]["f.weights"].shape == (2, 8)
    wanted = _with_families(losses)

    def found(w: Any, v: Any) -> Any:
        return made.losses(w, None), made.xi(w, None), made.Hv(w, v, None)

    pairs = jax.jit(lambda w, v: (found(w, v), wanted(w, v)))(w, v)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10), *pairs)
    back = jax.jit(made.HTv)(w, u, None)
    np.testing.assert_allclose(dot(back, v), dot(u, pairs[0][2]), rtol=1e-10)


def dot(a: Any, b: Any) -> Any:
    return sum(jnp.vdot(x, y) for x, y in zip(*map(jax.tree.leaves, (a, b)), strict=True))


def _with_families(losses: Any) -> Any:
    """Losses, ξ and Hv by hand; member m of the family moves its own weights alone."""

    def xi(w: Any, held: Any) -> Any:
        def own(name: str) -> Any:
            def loss(mine: Any) -> Any:
                return losses({**w, name: mine}, held)[name]

            return jax.grad(loss)(w[name])

        def member(m: Any) -> Any:
            def loss(mine: Any) -> Any:
                weights = w["crowd"]["f.weights"].at[m].set(mine)
                return losses({**w, "crowd": {"f.weights": weights}}, held)["crowd"][m]

            return jax.grad(loss)(w["crowd"]["f.weights"][m])

        crowd = {"f.weights": jax.vmap(member)(jnp.arange(2))}
        return {"generator": own("generator"), "critic": own("critic"), "crowd": crowd}

    def all_of(w: Any, v: Any) -> Any:
        def field(w: Any) -> Any:
            return xi(w, w)

        return losses(w, w), *jax.jvp(field, (w,), (v,))

    return all_of


def test_a_module_starts_as_it_is_and_a_pair_draws_every_member(game: gamelang.Game) -> None:
    first, other = (game.fields.init(jax.random.key(seed)) for seed in range(2))
    given = modules()["D"]
    back = game.externs["D"].restored(first["critic"]["D.weights"])
    assert eqx.tree_equal(back, given)
    assert (other["critic"]["D.weights"] == first["critic"]["D.weights"]).all()
    drawn = first["crowd"]["f.weights"]
    assert not jnp.allclose(drawn[0], drawn[1])
    assert not jnp.allclose(drawn, other["crowd"]["f.weights"])


def test_what_is_no_weight_stays_as_it_was() -> None:
    bound = binding("cell", modules()["cell"])
    assert bound.size == 12
    assert bound.restored(jnp.zeros(12)).order.tolist() == [2, 0, 1]
    assert not bound.drawn
