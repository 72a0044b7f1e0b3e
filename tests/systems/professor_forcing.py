"""Professor forcing, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.nn import leaky_relu, softplus

from tests.systems._networks import gru, mlp
from tests.systems.teacher_forcing import out, wave

LONG = True
SMALL = {"heard": 4, "alone": 2, "H": 2, "phases": 4}
T = 6


def draw(key: Any) -> dict[str, Any]:
    normal, uniform = jax.random.split(key, 2)
    chance, noise = jnp.split(jax.random.normal(normal, (768,)), 2)
    return {
        "teacher.chance": chance.reshape(64, T),
        "teacher.noise": noise.reshape(64, T),
        "teacher.phase": jax.random.uniform(uniform, (64,)),
    }


def losses(w: Any, batch: Any) -> dict[str, Any]:
    """The model's error under the teacher and how suspect it is alone; the professor's mistakes."""
    x, model = wave(batch), w["model"]
    taught = wild = jnp.zeros((64, 2))
    error, suspected, mistakes, guess = 0.0, 0.0, 0.0, jnp.zeros(64)
    for t in range(T):
        if t < 4:
            taught = gru(model, "cell", x[:, t, None], taught)
            error += jnp.mean((out(model, taught) - x[:, t + 1]) ** 2) / 4
        if 2 <= t < 4:
            mistakes += jnp.mean(softplus(-real_one(w, taught))) / 2
        read = x[:, t] if t < 4 else guess + 0.3 * batch["teacher.chance"][:, t]
        wild = gru(model, "cell", read[:, None], wild)
        guess = out(model, wild)
        if t >= 4:
            suspected += jnp.mean(softplus(-real_one(w, wild))) / 2
            mistakes += jnp.mean(softplus(real_one(w, wild))) / 2
    return {"model": error + 0.1 * suspected, "professor": mistakes}


def real_one(w: Any, state: Any) -> Any:
    return mlp(w["professor"], "real_one", state, leaky_relu)
