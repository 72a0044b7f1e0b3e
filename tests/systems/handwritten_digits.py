"""A network of one hidden layer on noisy digits, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from sklearn.datasets import load_digits

SMALL = {"hidden": 3}
LONG = True


def draw(key: Any) -> dict[str, Any]:
    """Every fifth image of each digit is for testing."""
    images, digits = load_digits(return_X_y=True)
    rows = [np.flatnonzero(digits == digit) for digit in range(10)]
    test = np.sort(np.concatenate([row[4::5] for row in rows]))
    train = np.setdiff1d(np.arange(len(digits)), test)
    for_z, for_rows = jax.random.split(key, 2)
    drawn = jnp.asarray(train)[jax.random.randint(for_rows, (64,), 0, len(train))]
    return {
        "training.pixels": jnp.asarray(images / 16)[drawn],
        "training.digit": jnp.asarray(digits, float)[drawn],
        "training.z": jax.random.normal(for_z, (64, 64)),
        "test.image": jnp.asarray(images[test] / 16),
        "test.digit": jnp.asarray(digits[test], float),
    }


def losses(w: Any, batch: Any) -> dict[str, Any]:
    """Minus the logarithm of the probability of the right digit."""
    f = w["model"]
    image = batch["training.pixels"] + 0.2 * batch["training.z"]
    hidden = jnp.maximum(image @ f["f.weight0"] + f["f.bias0"][None], 0.0)
    scores = hidden @ f["f.weight1"] + f["f.bias1"][None]
    right = batch["training.digit"][:, None] == jnp.arange(10.0)[None]
    chosen = jnp.sum(jnp.where(right, scores, 0.0), axis=1)
    return {"model": jnp.mean(jnp.log(jnp.sum(jnp.exp(scores), axis=1)) - chosen)}
