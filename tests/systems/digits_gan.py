"""The convolutional GAN with its judge and its student, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from sklearn.datasets import load_digits

from tests.systems._networks import conv, deconv, mlp

SMALL = {"channels": 1}
LONG = True


def draw(key: Any) -> dict[str, Any]:
    """Every fifth image of each digit is for testing."""
    found = load_digits()
    images, labels = jnp.asarray(found.images[..., None] / 16), jnp.asarray(found.target, float)
    places = [np.flatnonzero(found.target == digit) for digit in range(10)]
    test = np.sort(np.concatenate([place[4::5] for place in places]))
    train = np.setdiff1d(np.arange(len(found.target)), test)
    normal, want, row, wanted = jax.random.split(key, 4)
    noise = jax.random.normal(normal, (16 * (64 + 512),))
    rows = jnp.asarray(train)[jax.random.randint(row, (64,), 0, len(train))]
    return {
        "noise.want": jax.random.randint(want, (64,), 0, 10).astype(float),
        "noise.z": noise[: 16 * 64].reshape(64, 16),
        "data.label": labels[rows],
        "data.x": images[rows],
        "exam.wanted": jax.random.randint(wanted, (512,), 0, 10).astype(float),
        "exam.seed": noise[16 * 64 :].reshape(512, 16),
        "unseen.name": labels[test],
        "unseen.digit": images[test],
    }


def drawn(w: Any, batch: Any) -> Any:
    z = jnp.concatenate([batch["noise.z"], classes(batch["noise.want"])], axis=1)
    start = jax.nn.relu(z @ w["G.weight0"] + w["G.bias0"][None]).reshape(64, 2, 2, 2)
    return jax.nn.sigmoid(deconv(w, "G", 2, jax.nn.relu(deconv(w, "G", 1, start, 2)), 2))


def judged(w: Any, x: Any, label: Any) -> Any:
    planes = jnp.broadcast_to(classes(label)[:, None, None], (64, 8, 8, 10))
    x = jnp.concatenate([x, planes], axis=-1)
    for layer in (0, 1):
        x = jax.nn.leaky_relu(conv(w, "D", layer, x, 2))
    return x.reshape(64, -1) @ w["D.weight2"] + w["D.bias2"]


def missed(w: Any, net: str, x: Any, label: Any) -> Any:
    odds = jax.nn.log_softmax(mlp(w, net, x.reshape(64, 64)))
    return -jnp.mean(jnp.sum(odds * classes(label), axis=1))


def classes(label: Any) -> Any:
    return jnp.eye(10)[label.astype(int)]


def losses(w: Any, batch: Any, held: Any = None) -> dict[str, Any]:
    held = w if held is None else held
    x, label, want = batch["data.x"], batch["data.label"], batch["noise.want"]
    fake = judged(w["discriminator"], drawn(w["generator"], batch), want)
    real = judged(w["discriminator"], x, label)
    return {
        "generator": jnp.mean(jax.nn.softplus(-fake)),
        "discriminator": jnp.mean(jax.nn.softplus(-real)) + jnp.mean(jax.nn.softplus(fake)),
        "judge": missed(w["judge"], "J", x, label),
        "student": missed(w["student"], "S", drawn(held["generator"], batch), want),
    }


def xi(w: Any, batch: Any) -> Any:
    """The student's pictures are held."""
    return {p: jax.grad(lambda at, p=p: losses(at, batch, w)[p])(w)[p] for p in w}
