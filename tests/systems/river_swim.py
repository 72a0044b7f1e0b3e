"""Actor and critic on the river, by hand: what is held is an argument of its own."""

from typing import Any

import jax
import jax.numpy as jnp

SMALL = {"s": 3}
GAMMA = 0.95
DRIFT = jnp.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0]])
SWIM = jnp.array([[0.4, 0.6, 0], [0.05, 0.6, 0.35], [0, 0.4, 0.6]])
REWARD = jnp.array([[0.005, 0], [0, 0], [0, 1]])


def draw(key: Any) -> None:
    """Nothing is drawn."""


def losses(w: Any, batch: Any) -> dict[str, Any]:
    return {"actor": actor(w, w), "critic": critic(w, w)}


def xi(w: Any, batch: Any) -> Any:
    """H is the total derivative of this: through what is held, too."""
    return {"actor": jax.grad(actor)(w, w)["actor"], "critic": jax.grad(critic)(w, w)["critic"]}


def actor(w: Any, held: Any) -> Any:
    V = w["critic"]["V"]
    after = jnp.stack([DRIFT @ V, SWIM @ V], axis=1)
    return -jnp.sum(visits(held)[:, None] * policy(w) * (REWARD + GAMMA * after))


def critic(w: Any, held: Any) -> Any:
    target = rewards(held) + GAMMA * moves(held) @ held["critic"]["V"]
    return jnp.sum(visits(held) * (w["critic"]["V"] - target) ** 2) / 2


def policy(w: Any) -> Any:
    return jax.nn.softmax(w["actor"]["logits"], axis=1)


def moves(w: Any) -> Any:
    return policy(w)[:, :1] * DRIFT + policy(w)[:, 1:] * SWIM


def rewards(w: Any) -> Any:
    return jnp.sum(policy(w) * REWARD, axis=1)


def visits(w: Any) -> Any:
    """The discounted share of time in every place: v = (1 - γ) ρ + γ Mᵀ v."""
    start = jnp.full(3, (1 - GAMMA) / 3)
    return jnp.linalg.solve(jnp.eye(3) - GAMMA * moves(w).T, start)
