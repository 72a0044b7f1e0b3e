"""The GAN on a ring, by hand: non-saturating."""

from typing import Any

import jax
import jax.numpy as jnp

from tests.systems._networks import mlp

SMALL = {"width": 3}


def draw(key: Any) -> dict[str, Any]:
    normal, mode = jax.random.split(key, 2)
    noise = jax.random.normal(normal, (256 * 4,))
    return {
        "noise.z": noise[: 256 * 2].reshape(256, 2),
        "data.x'1": noise[256 * 2 :].reshape(256, 2),
        "data.x": jax.random.randint(mode, (256,), 0, 8).astype(float),
    }


def ring(batch: Any) -> Any:
    angle = jnp.pi / 4 * batch["data.x"]
    centre = 2 * jnp.stack([jnp.cos(angle), jnp.sin(angle)], axis=1)
    return centre + 0.1 * batch["data.x'1"]


def losses(w: Any, batch: Any) -> dict[str, Any]:
    fake = mlp(w["generator"], "G", batch["noise.z"])
    real, made = (mlp(w["discriminator"], "D", x) for x in (ring(batch), fake))
    found = jnp.mean(jnp.log1p(jnp.exp(-real)) + jnp.log1p(jnp.exp(made)))
    return {"generator": jnp.mean(jnp.log1p(jnp.exp(-made))), "discriminator": found}
