"""Two hospitals, linear features and an adversary, by hand."""

from typing import Any

import jax
import jax.numpy as jnp

SMALL = {"k": 1}
LONG = True
BATCH = 256


def draw(key: Any) -> dict[str, Any]:
    normal, sick, ill = jax.random.split(key, 3)
    chances = jnp.log(jnp.array([0.7, 0.3]))
    second, first = jnp.split(jax.random.normal(normal, (2 * BATCH * 2,)), 2)
    return {
        "first.ill": jax.random.categorical(ill, chances, shape=(BATCH,)).astype(float),
        "first.z": first.reshape(BATCH, 2),
        "second.sick": jax.random.categorical(sick, chances, shape=(BATCH,)).astype(float),
        "second.r": second.reshape(BATCH, 2),
    }


def losses(w: Any, batch: Any) -> dict[str, Any]:
    ill, z = 2 * batch["first.ill"] - 1, batch["first.z"]
    sick, r = 2 * batch["second.sick"] - 1, batch["second.r"]
    first = features(w["learner"], ill + 1.2 * z[:, 0], ill + 0.5 * z[:, 1])
    second = features(w["learner"], sick + 1.2 * r[:, 0], 0.5 * r[:, 1])
    told = first @ w["learner"]["classify.weight0"] + w["learner"]["classify.bias0"][None]
    diagnosis = jnp.mean(jnp.logaddexp(0.0, ill * (told[:, 0] - told[:, 1])))
    detection = jnp.mean(jnp.logaddexp(0.0, -judge(w["adversary"], first)))
    detection += jnp.mean(jnp.logaddexp(0.0, judge(w["adversary"], second)))
    return {"learner": diagnosis - detection, "adversary": detection}


def features(w: Any, symptom: Any, mark: Any) -> Any:
    seen = jnp.stack([symptom, mark], axis=1)
    return seen @ w["features.weight0"] + w["features.bias0"][None]


def judge(w: Any, seen: Any) -> Any:
    hidden = jnp.maximum(seen @ w["judge.weight0"] + w["judge.bias0"][None], 0.0)
    return hidden @ w["judge.weight1"] + w["judge.bias1"]
