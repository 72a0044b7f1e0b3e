"""The GAN on a grid, by hand: the zero-sum loss."""

from typing import Any

import jax
import jax.numpy as jnp

from tests.systems._networks import mlp

SMALL = {"width": 3}
LONG = True


def draw(key: Any) -> dict[str, Any]:
    normal, column, row = jax.random.split(key, 3)
    noise = jax.random.normal(normal, (256 * 4,))
    return {
        "noise.z": noise[: 256 * 2].reshape(256, 2),
        "data.x'2": noise[256 * 2 :].reshape(256, 2),
        "data.x'1": jax.random.randint(column, (256,), 0, 4).astype(float),
        "data.x": jax.random.randint(row, (256,), 0, 4).astype(float),
    }


def losses(w: Any, batch: Any) -> dict[str, Any]:
    centre = jnp.stack([batch["data.x"], batch["data.x'1"]], axis=1) - 1.5
    fake = mlp(w["generator"], "G", batch["noise.z"])
    x = centre + 0.1 * batch["data.x'2"]
    real, made = (mlp(w["discriminator"], "D", at) for at in (x, fake))
    caught = jnp.mean(jnp.log1p(jnp.exp(made)))
    return {"generator": -caught, "discriminator": jnp.mean(jnp.log1p(jnp.exp(-real))) + caught}
