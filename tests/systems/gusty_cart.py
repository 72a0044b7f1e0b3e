"""Rollouts of a cart by hand, and a critic of where they end."""

from typing import Any

import jax
import jax.numpy as jnp

SMALL = {"T": 2, "rounds": 3}
LONG = True
GAMMA, DT, GUST, EFFORT = 0.95, 0.2, 0.2, 0.1
T, BATCH = 2, 64


def draw(key: Any) -> dict[str, Any]:
    (only,) = jax.random.split(key, 1)
    noise = jax.random.normal(only, (BATCH * (T + 2),))
    push, start = jnp.split(noise, [BATCH * T])
    return {"world.push": push.reshape(BATCH, T), "world.start": start.reshape(BATCH, 2)}


def losses(w: Any, batch: Any) -> dict[str, Any]:
    return {"actor": actor(w, w, batch), "critic": critic(w, w, batch)}


def xi(w: Any, batch: Any) -> Any:
    """H is the total derivative of this: through what is held, too."""
    return {
        "actor": jax.grad(actor)(w, w, batch)["actor"],
        "critic": jax.grad(critic)(w, w, batch)["critic"],
    }


def actor(w: Any, held: Any, batch: Any) -> Any:
    places, speeds, costs = rollout(w, batch)
    total = GAMMA**T * value(w, places[T], speeds[T])
    for t in range(T):
        total += GAMMA**t * costs[t]
    return jnp.mean(total)


def critic(w: Any, held: Any, batch: Any) -> Any:
    """Squared errors of one step, their target held."""
    (places, speeds, _), error = rollout(w, batch), 0.0
    held_places, held_speeds, held_costs = rollout(held, batch)
    for t in range(T):
        after = value(held, held_places[t + 1], held_speeds[t + 1])
        error += (value(w, places[t], speeds[t]) - held_costs[t] - GAMMA * after) ** 2 / T
    return jnp.mean(error)


def rollout(w: Any, batch: Any) -> tuple[list[Any], list[Any], list[Any]]:
    """Places and speeds from the start on, and the cost of every step."""
    K, push = w["actor"]["K"], batch["world.push"]
    places, speeds, costs = [batch["world.start"][:, 0]], [batch["world.start"][:, 1]], []
    for t in range(T):
        p, v = places[-1], speeds[-1]
        u = K[0] * p + K[1] * v
        costs.append(p**2 + 0.1 * v**2 + EFFORT * u**2)
        places.append(p + DT * v)
        speeds.append(v + DT * u + GUST * push[:, t])
    return places, speeds, costs


def value(w: Any, p: Any, v: Any) -> Any:
    W = w["critic"]["W"]
    return W[0, 0] * p**2 + (W[0, 1] + W[1, 0]) * p * v + W[1, 1] * v**2 + w["critic"]["w"]
