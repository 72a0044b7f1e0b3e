"""The sequence model and its teacher, by hand."""

from typing import Any

import jax
import jax.numpy as jnp

from tests.systems._networks import gru

LONG = True
SMALL = {"heard": 4, "alone": 2, "H": 3, "phases": 4}
T = 6


def draw(key: Any) -> dict[str, Any]:
    noise, phase = jax.random.split(key, 2)
    return {
        "teacher.noise": jax.random.normal(noise, (64, T)),
        "teacher.phase": jax.random.uniform(phase, (64,)),
    }


def losses(w: Any, batch: Any) -> dict[str, Any]:
    """Squared errors of the next value, the model fed with the true one."""
    x = wave(batch)
    h, error = jnp.zeros((64, 3)), 0.0
    for t in range(4):
        h = gru(w["model"], "cell", x[:, t, None], h)
        error += jnp.mean((out(w["model"], h) - x[:, t + 1]) ** 2) / 4
    return {"model": error}


def wave(batch: Any) -> Any:
    phase, noise = 2 * jnp.pi * batch["teacher.phase"], 0.3 * batch["teacher.noise"]
    return jnp.stack([jnp.sin(0.5 * t + phase) + noise[:, t] for t in range(T)], axis=1)


def out(w: Any, h: Any) -> Any:
    return h @ w["out.weight0"] + w["out.bias0"]
