"""A pytree as named arrays on the host, and back: how a state goes to a file.

A name says where a leaf stands: `state.moments.critic.0.mu.w`. A random key goes as its data; what
kind of key it is says the pytree that it comes back into.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import jax
import numpy as np
from jax.tree_util import keystr, tree_flatten_with_path, tree_unflatten
from numpy.typing import NDArray

Arrays: TypeAlias = dict[str, NDArray[Any]]


class UnlikeError(ValueError):
    """The arrays are not those of this pytree."""


def arrays_of(tree: Any) -> Arrays:
    """Every leaf by its name."""
    leaves, _ = tree_flatten_with_path(tree)
    found = {_name(path): np.asarray(jax.device_get(_plain(leaf))) for path, leaf in leaves}
    assert len(found) == len(leaves)
    return found


def tree_of(arrays: Mapping[str, NDArray[Any]], like: Any) -> Any:
    """The pytree of the form, shapes and dtypes of `like` whose leaves these are. Raises
    UnlikeError."""
    wanted, form = tree_flatten_with_path(like)
    names = [_name(path) for path, _ in wanted]
    if set(names) != set(arrays):
        odd = sorted(set(names) ^ set(arrays))
        raise UnlikeError(f"it has other arrays: {', '.join(odd[:3])}")
    leaves = [_leaf(name, arrays[name], w) for name, (_, w) in zip(names, wanted, strict=True)]
    return tree_unflatten(form, leaves)


def _name(path: Any) -> str:
    return keystr(path, simple=True, separator=".")


def _is_key(leaf: Any) -> bool:
    return bool(jax.numpy.issubdtype(leaf.dtype, jax.dtypes.prng_key))


def _plain(leaf: Any) -> Any:
    return jax.random.key_data(leaf) if _is_key(leaf) else leaf


def _leaf(name: str, array: NDArray[Any], like: Any) -> Any:
    key = _is_key(like)
    plain = jax.eval_shape(jax.random.key_data, like) if key else like
    if array.dtype != plain.dtype or array.shape != plain.shape:
        has, wants = (f"{a.dtype}{list(a.shape)}" for a in (array, plain))
        raise UnlikeError(f"`{name}` is {has}, and {wants} is wanted")
    if key:
        kind = jax.random.key_impl(jax.numpy.empty((), like.dtype))
        return jax.random.wrap_key_data(jax.numpy.asarray(array), impl=kind)
    return array
