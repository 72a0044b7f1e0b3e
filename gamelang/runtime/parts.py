"""‖S‖ and ‖A‖ at a place of a run, cheaply: how much the field pulls and how much it turns.

For z of independent ±1, E‖Mz‖² = ‖M‖_F² (Hutchinson 1990); one product Hz and one Hᵀz give Sz and
Az. A few probes a record are rough, and the mean over many records is not.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from gamelang.fields.interface import Batch, Fields, Tree

PROBES = 2  # a record
STREAM = 0x5A  # of the run's key, apart from that of the draws


def parts(game: Fields, w: Tree, batch: Batch, key: Any, step: Any) -> dict[str, Any]:
    """Mean squares of ‖Sz‖ and ‖Az‖, by the letters S and A."""
    leaves, tree = jax.tree.flatten(w)
    keys = jax.random.split(jax.random.fold_in(jax.random.fold_in(key, step), STREAM), PROBES)

    def probe(key: Any) -> tuple[Any, Any]:
        each = jax.random.split(key, len(leaves))
        signs = [
            jax.random.rademacher(k, x.shape, x.dtype) for k, x in zip(each, leaves, strict=True)
        ]
        z = jax.tree.unflatten(tree, signs)
        ahead, back = game.Hv(w, z, batch), game.HTv(w, z, batch)
        return _square(ahead, back, 1), _square(ahead, back, -1)

    pulled, turned = jax.lax.map(probe, keys)
    return {"S": jnp.mean(pulled), "A": jnp.mean(turned)}


def _square(a: Tree, b: Tree, sign: int) -> Any:
    """‖(a ± b) / 2‖²."""
    both = zip(jax.tree.leaves(a), jax.tree.leaves(b), strict=True)
    return sum(jnp.sum(jnp.square((x + sign * y) / 2)) for x, y in both)
