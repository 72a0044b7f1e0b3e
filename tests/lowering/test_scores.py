"""Derivatives of drawn choices agree, in expectation, with exact enumeration, to second order."""

from __future__ import annotations

from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang import compiler
from gamelang.core.verdicts import Facts
from tests.checking.games import typed as game_of

SAMPLES = 200_000
REWARD = np.array([[1.0, 5, 2], [0, -1, 3], [4, 1, 1]])

MANY = f"""game g
const R = {REWARD.tolist()}
let c[i in 5]: index[3] ~ categorical(softmax(x){{baseline}})
let last: index[3] ~ categorical(softmax(y * (1 + c[4])))
player p:
    x: vector[3] = [0.1, 0.5, -0.3]
    maximize E[sum(R[c[i], i % 3] for i in 5) + R[c[0], c[4]] * R[last, c[1]] / 4]
player q:
    y: vector[3] = [0.2, 0.1, 0]
    minimize E[sum(R[c[i], last] * y[0] for i in 2)]
train:
    batch {SAMPLES}
"""


def exact(w: Any) -> dict[str, Any]:
    """The losses by enumeration of all 3**6 choices."""
    x, y, R = w["p"]["x"], w["q"]["y"], jnp.array(REWARD)
    c = np.array(list(product(range(3), repeat=5)))
    share = jnp.prod(jax.nn.softmax(x)[c], axis=1)[:, None]
    share = share * jax.nn.softmax(y[None] * (1.0 + c[:, 4:]), axis=1)  # a column for each `last`
    value = REWARD[c, np.arange(5) % 3].sum(axis=1)[:, None]
    value = value + (REWARD[c[:, 0], c[:, 4]][:, None] * REWARD[:, c[:, 1]].T) / 4
    second = share * (R[c[:, 0]] + R[c[:, 1]]) * y[0]
    return {"p": -jnp.sum(share * value), "q": jnp.sum(second)}


def exact_xi(w: Any) -> Any:
    return {p: jax.grad(lambda at, p=p: exact(at)[p])(w)[p] for p in w}


def close(found: Any, wanted: Any, within: float) -> None:
    for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        np.testing.assert_allclose(a, b, atol=within)


def test_scores_are_right_to_second_order() -> None:
    with jax.enable_x64(True):
        for baseline in ("", ", baseline=2"):
            game = compiler.fields(game_of(MANY.replace("{baseline}", baseline)), Facts())
            w, v = (
                game.init(jax.random.key(0)),
                {
                    "p": {"x": jnp.array([0.3, -1.0, 0.5])},
                    "q": {"y": jnp.array([1.0, 0.2, -0.7])},
                },
            )
            batch = game.draw(jax.random.key(1))
            close(game.losses(w, batch), exact(w), 0.03)
            close(game.xi(w, batch), exact_xi(w), 0.05)
            close(game.Hv(w, v, batch), jax.jvp(exact_xi, (w,), (v,))[1], 0.25)
            close(game.HTv(w, v, batch), jax.vjp(exact_xi, w)[1](v)[0], 0.25)


def test_a_small_support_is_summed_without_any_noise() -> None:
    text = f"""game g
const R = {REWARD.tolist()}
let a: index[3] ~ categorical(softmax(x))
let b: index[3] ~ categorical(softmax(y + a))
player p:
    x: vector[3] = [0.1, 0.5, -0.3]
    maximize E[R[a, b]]
player q:
    y: vector[3] = [0.2, 0.1, 0]
    minimize E[R[a, b]]
"""

    def value(w: Any) -> Any:
        p = jax.nn.softmax(w["p"]["x"])
        rows = [jax.nn.softmax(w["q"]["y"] + 1.0 * a) @ jnp.array(REWARD)[a] for a in range(3)]
        return p @ jnp.stack(rows)

    with jax.enable_x64(True):
        game = compiler.fields(game_of(text), Facts())
        assert game.draw(jax.random.key(0)) is None
        w = game.init(jax.random.key(0))
        close(game.losses(w), {"p": -value(w), "q": value(w)}, 1e-12)
        slope = jax.grad(value)(w)
        close(game.xi(w), {"p": jax.tree.map(jnp.negative, slope["p"]), "q": slope["q"]}, 1e-12)


HELD = """game g
dim m = 12
player p:
    x: real = 1/2
    minimize x**2/2 + {}
player q:
    y: real = 3/10
    minimize y**2/2
let a[i in m]: index[2] ~ categorical([1 - sigmoid({}), sigmoid({})])
"""


@pytest.mark.parametrize(
    ("term", "drawn"),
    [
        ("x * stop(E[sum(a) / m])", "y"),
        ("E[x * stop(sum(a) / m)]", "y"),
        ("E[x * sum(a) / m]", "stop(y)"),
    ],
)
def test_the_field_changes_with_distributions_that_are_held(term: str, drawn: str) -> None:
    """ξ_x = x + σ(y), so H_xy = σ'(y), whatever is held."""
    fields = compiler.fields(game_of(HELD.format(term, drawn, drawn)), Facts())
    w = fields.init(jax.random.key(0))
    along = jax.tree.map(lambda x: x * 0, w) | {"q": {"y": jax.numpy.ones(())}}

    def entry(key: Any) -> Any:
        return fields.Hv(w, along, fields.draw(key))["p"]["x"]

    found = jax.jit(jax.vmap(entry))(jax.random.split(jax.random.key(1), 40)).mean()
    slope = jax.nn.sigmoid(0.3) * jax.nn.sigmoid(-0.3)
    assert abs(float(found - slope)) < 0.005


CHAIN = """game g
dim T = 3
let a[t in T]: index[2] ~ categorical(softmax((1 + s[t-1]) * x))
let s[t in T]: real = s[t-1] + a[t] from 0
let G[t in T]: real = s[t] + 0.9 * G[t+1] from 0
player p:
    x: vector[2] = [0.3, -0.2]
    maximize E[G[0]]
player q:
    y: vector[2] = [0.1, 0.4]
    minimize E[max(s[t] for t in T) * y[0]] + 0 * x[0]
train:
    batch 200000
"""


def chain(w: Any) -> dict[str, Any]:
    """The losses of the chain by enumeration of its eight paths."""
    first = second = jnp.zeros(())
    for path in product(range(2), repeat=3):
        share, s, states = jnp.ones(()), 0.0, []
        for choice in path:
            share = share * jax.nn.softmax((1 + s) * w["p"]["x"])[choice]
            s += choice
            states.append(s)
        first += share * sum(0.9**t * states[t] for t in range(3))
        second += share * max(states) * w["q"]["y"][0]
    return {"p": -first, "q": second}


def test_choices_count_through_other_recurrences_and_inner_reductions() -> None:
    with jax.enable_x64(True):
        game = compiler.fields(game_of(CHAIN), Facts())
        w = game.init(jax.random.key(0))
        v = {"p": {"x": jnp.array([1.0, -0.5])}, "q": {"y": jnp.array([0.7, 0.2])}}
        batch = game.draw(jax.random.key(1))

        def xi(w: Any) -> Any:
            return {p: jax.grad(lambda at, p=p: chain(at)[p])(w)[p] for p in w}

        close(game.losses(w, batch), chain(w), 0.03)
        close(game.xi(w, batch), xi(w), 0.05)
        close(game.Hv(w, v, batch), jax.jvp(xi, (w,), (v,))[1], 0.3)
