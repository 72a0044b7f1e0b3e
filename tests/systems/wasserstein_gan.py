"""The Wasserstein GAN on a ring, by hand: the critic's slope by `jax.grad`, at held samples."""

from typing import Any

import jax
import jax.numpy as jnp

from tests.systems._networks import mlp
from tests.systems.ring_gan import ring

SMALL = {"width": 3}
LONG = True


def draw(key: Any) -> dict[str, Any]:
    normal, share, mode = jax.random.split(key, 3)
    noise = jax.random.normal(normal, (256 * 4,))
    return {
        "noise.z": noise[: 256 * 2].reshape(256, 2),
        "data.x'1": noise[256 * 2 :].reshape(256, 2),
        "data.x": jax.random.randint(mode, (256,), 0, 8).astype(float),
        "noise.u": jax.random.uniform(share, (256,)),
    }


def judged(w: Any, x: Any) -> Any:
    return mlp(w["critic"], "D", x)


def losses(w: Any, batch: Any, held: Any = None) -> dict[str, Any]:
    """The samples between which the slope is taken are those of `held`."""
    held = w if held is None else held
    fake, still = (mlp(at["generator"], "G", batch["noise.z"]) for at in (w, held))
    u = batch["noise.u"][:, None]
    between = u * ring(batch) + (1 - u) * still
    slope = jax.vmap(jax.grad(lambda x: judged(w, x[None])[0]))(between)
    square = jnp.sum(slope**2, axis=1)
    norm = jnp.where(square > 0, jnp.sqrt(jnp.where(square > 0, square, 1.0)), 0.0)
    penalty = jnp.mean((norm - 1) ** 2)
    fooled = jnp.mean(judged(w, fake))
    return {"generator": -fooled, "critic": penalty - jnp.mean(judged(w, ring(batch))) + fooled}


def xi(w: Any, batch: Any) -> Any:
    """The penalty moves with the samples, though its gradient holds them."""
    return {p: jax.grad(lambda at, p=p: losses(at, batch, w)[p])(w)[p] for p in w}
