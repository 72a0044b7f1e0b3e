"""Choices in a corridor by hand: the score function as exp(s - stop(s)), on every path drawn."""

from typing import Any

import jax
import jax.numpy as jnp

SMALL = {"S": 4, "T": 3}
LONG = True
S, T, BATCH = 4, 3, 16
GAMMA, SLIP = 0.97, 0.1
PAYS = jnp.array([0.3, 0, 0, 1])
LEFT = jnp.array([[1.0, 0, 0, 0], [0.9, 0, 0.1, 0], [0, 0.9, 0, 0.1], [0, 0, 0, 1]])
RIGHT = jnp.array([[1.0, 0, 0, 0], [0.1, 0, 0.9, 0], [0, 0.1, 0, 0.9], [0, 0, 0, 1]])


def draw(key: Any) -> dict[str, Any]:
    (only,) = jax.random.split(key, 1)
    noise = jax.random.uniform(only, (2, BATCH, T))
    return {"go": noise[0], "at": noise[1]}


def losses(w: Any, batch: Any) -> dict[str, Any]:
    return {"actor": actor(w, w, batch), "critic": critic(w, w, batch)}


def xi(w: Any, batch: Any) -> Any:
    """H is the total derivative of this: through what is held, too."""
    return {
        "actor": jax.grad(actor)(w, w, batch)["actor"],
        "critic": jax.grad(critic)(w, w, batch)["critic"],
    }


def actor(w: Any, held: Any, batch: Any) -> Any:
    """Minus the return."""
    gain = 0.0
    for t, (_, _, reward, score, lowered) in enumerate(path(w, batch)):
        gain += GAMMA**t * box(score) * reward + lowered
    return -jnp.mean(gain)


def critic(w: Any, held: Any, batch: Any) -> Any:
    """Squared errors of one step, their target held."""
    error = 0.0
    for before, after, reward, score, lowered in path(w, batch):
        target = reward + GAMMA * held["critic"]["V"][after]
        error += box(score) * (w["critic"]["V"][before] - target) ** 2 + lowered
    return jnp.mean(error)


def path(w: Any, batch: Any) -> list[tuple[Any, ...]]:
    """For every step: the places, the reward, the sum of log-probabilities, the baseline's term."""
    at, score, found = jnp.full(BATCH, 2), 0.0, []
    for t in range(T):
        logs = jax.nn.log_softmax(w["actor"]["logits"][at], axis=1)
        go = (batch["go"][:, t] >= jnp.exp(logs[:, 0])).astype(int)
        chances = jnp.where(go[:, None] == 0, LEFT[at], RIGHT[at])
        after = jnp.sum(batch["at"][:, t, None] >= jnp.cumsum(chances, axis=1)[:, :-1], axis=1)
        log = jnp.take_along_axis(logs, go[:, None], axis=1)[:, 0]
        score = score + log
        lowered = (1 - box(log)) * GAMMA**t * w["critic"]["V"][at]
        reward = jnp.where((at > 0) & (at < S - 1), PAYS[after], 0.0)
        found.append((at, after, reward, score, lowered))
        at = after
    return found


def box(score: Any) -> Any:
    """1, with the derivatives of the score function (DiCE)."""
    return jnp.exp(score - jax.lax.stop_gradient(score))
