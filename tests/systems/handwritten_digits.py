"""A network of one hidden layer on noisy digits, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from sklearn.datasets import load_digits

SETTINGS = {"hidden": "3"}


def data() -> dict[str, Any]:
    """Every fifth image of each digit is for testing."""
    images, digits = load_digits(return_X_y=True)
    rows = [np.flatnonzero(digits == digit) for digit in range(10)]
    test = np.sort(np.concatenate([row[4::5] for row in rows]))
    train = np.setdiff1d(np.arange(len(digits)), test)
    parts = {"train": train, "test": test}
    return {part: (images[kept] / 16, digits[kept]) for part, kept in parts.items()}


def draw(key: Any) -> dict[str, Any]:
    (images, digits), (held_images, held_digits) = data()["train"], data()["test"]
    for_z, for_rows = jax.random.split(key, 2)
    rows = np.asarray(jax.random.randint(for_rows, (64,), 0, len(digits)))
    return {
        "training.pixels": images[rows],
        "training.digit": digits[rows].astype(float),
        "training.z": jax.random.normal(for_z, (64, 64)),
        "test.image": held_images,
        "test.digit": held_digits.astype(float),
    }


def losses(w: Any, held: Any, batch: Any) -> dict[str, Any]:
    image = batch["training.pixels"] + 0.2 * batch["training.z"]
    return {"model": cross_entropy(w["model"], image, batch["training.digit"])}


def cross_entropy(f: Any, image: Any, digit: Any) -> Any:
    hidden = jnp.maximum(image @ f["f.weight0"] + f["f.bias0"], 0.0)
    scores = hidden @ f["f.weight1"] + f["f.bias1"]
    total = jnp.log(jnp.sum(jnp.exp(scores), axis=1))
    chosen = jnp.sum(jnp.where(digit[:, None] == jnp.arange(10.0), scores, 0.0), axis=1)
    return jnp.mean(total - chosen)


def metrics(w: Any, batch: Any) -> dict[str, Any]:
    f, image, digit = w["model"], batch["test.image"], batch["test.digit"]
    hidden = jnp.maximum(image @ f["f.weight0"] + f["f.bias0"], 0.0)
    guess = jnp.argmax(hidden @ f["f.weight1"] + f["f.bias1"], axis=1)
    return {"test_accuracy": jnp.mean(guess == digit), "test_loss": cross_entropy(f, image, digit)}
