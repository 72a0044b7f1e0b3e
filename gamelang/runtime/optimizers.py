"""Descent rules: from a name and its arguments to an optax transformation and a rate.

Names reach optax only through the tables here, never by attribute lookup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax

from gamelang.methods.arguments import Bound

Rate = Any  # a number, a scalar array, a schedule as Bound, or a function of the step

RULES: Mapping[str, Callable[..., optax.GradientTransformation]] = {
    "sgd": optax.sgd,
    "adam": optax.adam,
    "adamw": optax.adamw,
    "adamax": optax.adamax,
    "nadam": optax.nadam,
    "amsgrad": optax.amsgrad,
    "adabelief": optax.adabelief,
    "radam": optax.radam,
    "yogi": optax.yogi,
    "lamb": optax.lamb,
    "lion": optax.lion,
    "adagrad": optax.adagrad,
    "adadelta": optax.adadelta,
    "rmsprop": optax.rmsprop,
    "sign_sgd": optax.sign_sgd,
}


@dataclass(frozen=True, slots=True)
class Optimizer:
    """How one player descends: a rule of RULES with its arguments, or an optax transformation
    given from Python, whose rate is its own (`rate` is then what inner steps of a method use)."""

    name: str
    arguments: Mapping[str, float | int | bool]
    rate: Rate
    given: optax.GradientTransformation | None = None

    def transformation(self, rate: Any) -> optax.GradientTransformation:
        """The optax transformation at the current rate, a scalar that may be traced."""
        if self.given is not None:
            return self.given
        return RULES[self.name](rate, **self.arguments)

    def rate_at(self, step: jax.Array, dtype: Any) -> Any:
        """The rate of the step with this number, counted from 0."""
        rate = schedule(self.rate) if isinstance(self.rate, Bound) else self.rate
        return jnp.asarray(rate(step.astype(dtype)), dtype) if callable(rate) else rate


def schedule(bound: Bound) -> Any:
    """The rate as a function of the step, from a schedule of `methods/optimizers.py`."""
    v: Mapping[str, Any] = bound.values
    match bound.name:
        case "constant":
            return optax.constant_schedule(v["rate"])
        case "cosine":
            return optax.cosine_decay_schedule(v["rate"], v["steps"], alpha=v["alpha"])
        case "linear":
            return optax.linear_schedule(v["rate"], v["end"], v["steps"])
        case "exponential":
            return optax.exponential_decay(v["rate"], v["steps"], v["decay"])
        case "warmup":
            return optax.linear_schedule(0.0, v["rate"], v["steps"])
        case "warmup_cosine":
            return optax.warmup_cosine_decay_schedule(
                0.0, v["rate"], v["warmup"], v["steps"], end_value=v["end"]
            )
        case name:
            raise AssertionError(f"schedule {name} is known to checking but not to runtime")
