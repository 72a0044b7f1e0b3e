"""Π: the nearest point in the domains of the parameters.

A value that is not finite stays so (it becomes NaN), so that no bound can hide it.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from gamelang.fields.interface import FieldPlayer, LeafDomain, Tree

MARGIN = 1e-6  # how far inside a strict bound its projection lies, relative to max(1, |bound|)


def project(players: tuple[FieldPlayer, ...], w: Tree) -> Tree:
    """Π(w), for all players at once."""
    return {p.name: project_player(p, w[p.name]) for p in players}


def project_player(player: FieldPlayer, block: dict[str, jax.Array]) -> dict[str, jax.Array]:
    """Π on one player's parameters, or on those of one member of a family."""
    domains = {leaf.name: leaf.domain for leaf in player.leaves}
    return {name: project_leaf(domains[name], value) for name, value in block.items()}


def project_leaf(domain: LeafDomain | None, value: jax.Array) -> jax.Array:
    """The nearest entries in a domain; None: all reals."""
    if domain is None:
        return value
    inside = simplex(value) if domain.form == "simplex" else jnp.clip(value, *limits(domain))
    return jnp.where(jnp.isfinite(value), inside, jnp.nan)


def limits(domain: LeafDomain) -> tuple[float | None, float | None]:
    """The closed interval that stands for a box: strict bounds moved inside by MARGIN."""
    low, high = domain.low, domain.high
    widest = float("inf") if low is None or high is None else (high - low) / 4
    if low is not None and domain.low_strict:
        low += min(MARGIN * max(1.0, abs(low)), widest)
    if high is not None and domain.high_strict:
        high -= min(MARGIN * max(1.0, abs(high)), widest)
    return low, high


def simplex(value: jax.Array) -> jax.Array:
    """The nearest probability vectors along the last axis.

    max(value − τ, 0), where τ makes the sum 1: found by sorting (Held, Wolfe & Crowder 1974).
    """
    size = value.shape[-1]
    descending = -jnp.sort(-value, axis=-1)
    counts = jnp.arange(1, size + 1).astype(value.dtype).reshape((1,) * (value.ndim - 1) + (size,))
    thresholds = (jnp.cumsum(descending, axis=-1) - 1) / counts
    # The sorted entries above their threshold form a prefix; its last threshold is τ.
    support = jnp.sum(descending > thresholds, axis=-1, keepdims=True)
    tau = jnp.take_along_axis(thresholds, jnp.maximum(support, 1) - 1, axis=-1)
    return jnp.maximum(value - tau, 0)
