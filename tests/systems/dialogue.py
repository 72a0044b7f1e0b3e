"""Asking and answering, by hand: two turns, the score of every drawn symbol, a baseline."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.lax import stop_gradient

from tests.systems._networks import gru, mlp

LONG = True
SMALL = {"V": 2, "R": 3, "H": 4}
V, R, H, N = 2, 3, 4, 256


def draw(key: Any) -> dict[str, Any]:
    uniform, covered, look = jax.random.split(key, 3)
    u = jax.random.uniform(uniform, (1024,))
    return {
        "nature.covered": jax.random.randint(covered, (N,), 0, 3).astype(float),
        "answer": u[:512].reshape(N, 2),
        "nature.look": jax.random.randint(look, (N, 3), 0, V).astype(float),
        "question": u[512:].reshape(N, 2),
    }


def losses(w: Any, batch: Any) -> dict[str, Any]:
    return _losses(w, w, batch)


def xi(w: Any, batch: Any) -> Any:
    """By her own parameters, what is stopped held at w."""
    return {p: jax.grad(lambda own, p=p: _losses({**w, p: own}, w, batch)[p])(w[p]) for p in w}


def _losses(w: Any, held: Any, batch: Any) -> dict[str, Any]:
    covered = batch["nature.covered"].astype(int)
    look = batch["nature.look"].astype(int)
    first = jnp.where(covered == 0, look[:, 1], look[:, 0])
    second = jnp.where(covered == 2, look[:, 1], look[:, 2])
    state = old = jnp.zeros((N, H))
    score, ease, moods, hopes = jnp.zeros(N), jnp.zeros(N), jnp.zeros(N), []
    for t in range(2):
        listener, say = w["listener"], w["speaker"]["say.weight0"]
        context = jnp.concatenate([jax.nn.one_hot(covered, 3), state], axis=1)
        baseline = mlp(w["critic"], "hope", context)
        hopes.append(mlp(w["critic"], "hope", jnp.concatenate([context[:, :3], old], axis=1)))
        mood = jax.nn.log_softmax(mlp(listener, "ask", context))
        question = chosen(mood, batch["question"][:, t])
        at = [2 * question + look[:, a] + 6 * a for a in range(3)]
        opinion = jax.nn.log_softmax(say[at[0]] + say[at[1]] + say[at[2]])
        answer = chosen(opinion, batch["answer"][:, t])
        for logs, symbol in ((mood, question), (opinion, answer)):
            own = jnp.take_along_axis(logs, symbol[:, None], 1)[:, 0]
            score += own
            ease += (1 - magic(own)) * baseline
        entropy = -jnp.sum(jnp.exp(mood) * mood, axis=1)
        moods += magic(score) * entropy / 2  # the step's own choices count as well
        symbol = jax.nn.one_hot(2 * question + answer, R * V)
        state = gru(listener, "hear", symbol, state)
        old = gru(held["listener"], "hear", symbol, old)
    told = pointed(w["listener"], covered, state, first, second)
    goal = pointed(held["listener"], covered, old, first, second)
    joy = jnp.mean(magic(score) * told + 0.3 * moods + ease)
    missed = sum((hope - goal) ** 2 for hope in hopes) / 2
    critic = jnp.mean(magic(score) * missed + ease)
    return {"speaker": -joy, "listener": -joy, "critic": critic}


def magic(score: Any) -> Any:
    return jnp.exp(score - stop_gradient(score))


def chosen(logs: Any, u: Any) -> Any:
    return jnp.sum(jnp.cumsum(jnp.exp(logs), axis=1)[:, :-1] <= u[:, None], axis=1)


def pointed(w: Any, covered: Any, state: Any, first: Any, second: Any) -> Any:
    x = jnp.concatenate([jax.nn.one_hot(covered, 3), state], axis=1)
    scores = jax.nn.log_softmax(mlp(w, "point", x).reshape(N, 2, V))
    looks = jnp.stack([first, second], axis=1)
    return jnp.sum(jnp.take_along_axis(scores, looks[:, :, None], 2)[:, :, 0], axis=1)
