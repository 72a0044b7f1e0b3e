"""Recurrences run as `jax.lax.scan`: against loops written by hand, and against their steps written
out."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from gamelang import compiler
from gamelang.codegen.load import fields_of
from gamelang.core.verdicts import Facts
from gamelang.fields.interface import Tree
from tests.codegen.agreement import a_point, game_of, interpreted_losses, near

HEAD = "game g\ndim T = 3\ndim n = 4\n"
PLAYERS = """
player p:
    x: vector[n]
    y: real
    minimize norm2(x) + m
player q:
    W: matrix[n, n]
    minimize norm2(W) - m * sum(W)
"""
Losses = Callable[[Tree], dict[str, jax.Array]]


def by_hand(total: Callable[[Any, Any, Any], Any]) -> Losses:
    """The losses of `PLAYERS`, with m from a Python loop."""

    def losses(w: Tree) -> dict[str, jax.Array]:
        x, y, W = w["p"]["x"], w["p"]["y"], w["q"]["W"]
        m = total(x, y, W)
        return {"p": x @ x + m, "q": jnp.sum(W**2) - m * jnp.sum(W)}

    return losses


def forward(x: Any, y: Any, W: Any) -> Any:
    h, total = x, 0.0
    for t in range(3):
        total += jnp.sum(h)
        h = jnp.tanh(W @ h + x * y**t + (1 if t > 1 else 0))
    return total + h[0]


def backward(x: Any, y: Any, W: Any) -> Any:
    G, total = 0.0, 0.0
    for t in reversed(range(3)):
        total += G
        G = x[0] * t + y * jnp.sin(G + W[0, 1])
    return G + total


def mutual(x: Any, y: Any, W: Any) -> Any:
    b, total = 0.5, 0.0
    for _ in range(3):
        a = x[0] + b
        new = jnp.tanh(a * x[1] + W[0, 0])
        total += a * b
        b = new
    return a + b + total


def several(x: Any, y: Any, W: Any) -> Any:
    h, total = 0.5 * x, 0.0
    for _ in range(3):
        total += jnp.sum(h * x)
        h = jnp.tanh(h + x + W @ h)
    return total


def choosing(x: Any, y: Any, W: Any) -> Any:
    h, total = x, 0.0
    for t in range(3):
        root = jnp.sqrt((W @ x) ** 2 + t) if t > 0 else x * x
        bent = jnp.where(h[0] > 0, jnp.log(h**2 + 1), jnp.sqrt(jnp.where(h[0] > 0, 1.0, 1 - h[0])))
        h = 0.3 * h + root + bent
        total += jnp.sum(h)
    return total


def counted(x: Any, y: Any, W: Any) -> Any:
    k, s, total = 0, y, 0.0
    for _ in range(3):
        total += x[k] * s
        k = (k + 3) % 4
        s = s * x[k]
    return total + x[k]


GAMES = {
    "forward": (
        "let h[t in T]: vector[n] = tanh(W @ h[t-1] + x * y**t + (1 if t > 1 else 0)) from x\n"
        "let m = sum(sum(h[t-1]) for t in T) + h[T-1, 0]",
        forward,
    ),
    "backward": (
        "let G[t in T] = x[0] * t + y * sin(G[t+1] + W[0, 1]) from 0\n"
        "let m = G[0] + sum(G[t+1] for t in T)",
        backward,
    ),
    "mutual": (
        "let a[t in T] = x[0] + b[t-1]\n"
        "let b[t in T] = tanh(a[t] * x[1] + W[0, 0]) from 0.5\n"
        "let m = a[T-1] + b[T-1] + sum(a[t] * b[t-1] for t in T)",
        mutual,
    ),
    "several": (
        "let h[i in n, t in T] = tanh(h[i, t-1] + x[i] + sum(W[i, j] * h[j, t-1] for j in n))"
        " from 0.5 * x[i]\n"
        "let m = sum(h[i, t-1] * x[i] for i in n for t in T)",
        several,
    ),
    "choosing": (
        "let v = W @ x\n"
        "let h[t in T]: vector[n] = 0.3 * h[t-1] + (sqrt(v**2 + t) if t > 0 else x * x)"
        " + (log(h[t-1]**2 + 1) if h[t-1, 0] > 0 else sqrt(1 - h[t-1, 0])) from x\n"
        "let m = sum(sum(h[t]) for t in T)",
        choosing,
    ),
    "counted": (
        "let k[t in T]: index[n] = (k[t-1] + 3) % n from 0\n"
        "let s[t in T] = s[t-1] * x[k[t]] from y\n"
        "let m = sum(x[k[t-1]] * s[t-1] for t in T) + x[k[T-1]]",
        counted,
    ),
}


@pytest.mark.parametrize("name", GAMES)
def test_generated_fields_are_those_of_a_loop_written_by_hand(name: str) -> None:
    text, total = GAMES[name]
    fields = fields_of(game_of(HEAD + text + PLAYERS), Facts())
    w, losses = a_point(fields), by_hand(total)

    def field(w: Tree) -> Tree:
        return {p: jax.grad(lambda own, p=p: losses({**w, p: own})[p])(w[p]) for p in w}

    def both(w: Tree) -> Any:
        v = jax.tree.map(jnp.cos, w)
        along, back = jax.jvp(field, (w,), (v,))[1], jax.vjp(field, w)[1](v)[0]
        ours = fields.losses(w), fields.xi(w), fields.Hv(w, v), fields.HTv(w, v)
        return ours, (losses(w), field(w), along, back)

    for found, wanted in zip(*jax.jit(both)(w), strict=True):
        near(found, wanted, 1e-10, name)


@pytest.mark.parametrize("name", GAMES)
def test_losses_are_those_of_the_steps_written_out(name: str) -> None:
    game = game_of(HEAD + GAMES[name][0] + PLAYERS)
    fields = fields_of(game, Facts())
    w = a_point(fields, seed=1)
    near(fields.losses(w), interpreted_losses(game, w), 1e-12)


def test_a_recurrence_is_one_scan_with_what_needs_no_last_value_before_it() -> None:
    text = HEAD + GAMES["mutual"][0] + PLAYERS
    source = compiler.emit(game_of(text), Facts()).split("def metrics")[0]
    assert source.count("jax.lax.scan(") == 1
    assert "reverse=True" not in source
    source = compiler.emit(game_of(HEAD + GAMES["backward"][0] + PLAYERS), Facts())
    assert "reverse=True" in source


def test_families_carry_their_members_side_by_side() -> None:
    text = """game g
dim T = 6
dim n = 3
player firm[i in n]:
    a: vector[6]
    minimize (u[T-1] - a[i, 0])**2 + sum(a[i])**2
let u[t in T] = sin(u[t-1] + sum(a[j, 1] * a[j, t] for j in n)) from 1
"""
    game = game_of(text)
    fields = fields_of(game, Facts())
    w = a_point(fields)
    near(fields.losses(w), interpreted_losses(game, w), 1e-12)


def test_single_precision_runs() -> None:
    game = game_of(HEAD + GAMES["counted"][0] + PLAYERS)
    fields = fields_of(game, Facts())
    w = jax.tree.map(lambda x: jnp.asarray(x, jnp.float32), a_point(fields))
    assert all(x.dtype == np.float32 for x in jax.tree.leaves(fields.xi(w)))
    assert np.isfinite(ravel_pytree(fields.xi(w))[0]).all()


def test_values_from_outside_a_step_that_are_met_within_keep_their_names() -> None:
    text = """game g
dim T = 3
let s[t in T] = square(tanh(s[t-1] * a)) * tanh(s[t-1] * a) + square(exp(a) + b) * exp(a) from 1
player p:
    a: real = 0.5
    minimize sum(s)
player q:
    b: real = 0.25
    minimize square(exp(a) + b) + s[2]
"""
    game = game_of(text)
    fields = fields_of(game, Facts())
    w = a_point(fields)
    near(fields.losses(w), interpreted_losses(game, w), 1e-12)
