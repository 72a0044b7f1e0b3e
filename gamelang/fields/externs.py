"""Networks from Python as functions of one vector of weights: Equinox modules, (init, apply) pairs.

The weights are the arrays of floats in a pytree, in JAX's order; whatever else is in it (integers,
activations, flags) stays as it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gamelang.core.externs import Binding, BindingError, size_name
from gamelang.data.table import spell
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import Source

HELP = "bind an Equinox module, or a pair (init, apply) with init(key) and apply(params, *inputs)"


def bindings(externs: Mapping[str, object], source: Source) -> dict[str, Binding]:
    """Networks from Python as the values of what the game must know of them. Raises Rejected."""
    found, problems = {}, []
    for name, thing in externs.items():
        try:
            found[size_name(name)] = binding(name, thing)
        except BindingError as error:
            problems.append(Diagnostic("G505", error.message, help=error.help))
    if problems:
        raise Rejected(problems, source)
    return found


def binding(name: str, thing: object) -> Binding:
    """Raises BindingError for what is no network."""
    import jax

    if isinstance(thing, tuple):
        if len(thing) != 2 or not all(map(callable, thing)):
            raise BindingError(f"what is bound as `{name}` is no pair of two functions", HELP)
        make, apply = thing
        return _bound(name, _called(name, make, jax.random.key(0)), apply, make)
    if not callable(thing):
        raise BindingError(f"what is bound as `{name}` cannot be called", HELP)
    return _bound(name, thing, lambda module, *inputs: module(*inputs), None)


def _called(name: str, make: Callable[[Any], Any], key: Any) -> Any:
    try:
        return make(key)
    except Exception as error:
        raise BindingError(f"the init of `{name}` fails: {_said(error)}", HELP) from error


@dataclass(frozen=True, slots=True)
class _Tree:
    """A pytree taken apart: its leaves, which of them are weights, and how they stand in it."""

    leaves: list[Any]
    weights: list[int]
    structure: Any

    def vector(self, leaves: list[Any]) -> Any:
        import jax.numpy as jnp

        dtype = jnp.result_type(float)
        return jnp.concatenate([jnp.ravel(leaves[k]).astype(dtype) for k in self.weights])

    def filled(self, vector: Any) -> Any:
        """The tree with these weights, in the dtype of the vector."""
        import jax

        leaves, start = list(self.leaves), 0
        for k in self.weights:
            old = self.leaves[k]
            leaves[k] = vector[start : start + old.size].reshape(old.shape)
            start += old.size
        return jax.tree.unflatten(self.structure, leaves)

    def restored(self, vector: Any) -> Any:
        """The tree with these weights, each in its own dtype, as it was given."""
        import jax

        tree = jax.tree.leaves(self.filled(vector))
        for k in self.weights:
            tree[k] = tree[k].astype(self.leaves[k].dtype)
        return jax.tree.unflatten(self.structure, tree)


def _bound(
    name: str, tree: Any, apply: Callable[..., Any], make: Callable[[Any], Any] | None
) -> Binding:
    import jax
    import jax.numpy as jnp

    leaves, structure = jax.tree.flatten(tree)
    weights = [k for k, leaf in enumerate(leaves) if _is_weight(leaf)]
    if not weights:
        raise BindingError(f"what is bound as `{name}` has no arrays of floats to learn", HELP)
    parts = _Tree(leaves, weights, structure)

    def init(key: Any) -> Any:
        return parts.vector(leaves if make is None else jax.tree.leaves(make(key)))

    def applied(vector: Any, *inputs: Any) -> Any:
        made = apply(parts.filled(vector), *inputs)
        return jnp.asarray(made).astype(vector.dtype)

    def output(shapes: tuple[tuple[int, ...] | None, ...]) -> tuple[int, ...]:
        return _output(parts, apply, shapes)

    size = sum(leaves[k].size for k in weights)
    return Binding(size, make is not None, init, applied, parts.restored, output)


def _is_weight(leaf: object) -> bool:
    import jax.numpy as jnp

    dtype = getattr(leaf, "dtype", None)
    return hasattr(leaf, "shape") and dtype is not None and jnp.issubdtype(dtype, jnp.floating)


def _output(
    parts: _Tree, apply: Callable[..., Any], shapes: tuple[tuple[int, ...] | None, ...]
) -> tuple[int, ...]:
    """The shape that it gives, without computing anything."""
    import jax
    import jax.numpy as jnp

    real = jnp.result_type(float)
    spec: Any = jax.ShapeDtypeStruct
    given = [spec(s or (), jnp.int32 if s is None else real) for s in shapes]
    size = sum(parts.leaves[k].size for k in parts.weights)
    try:
        made = jax.eval_shape(
            lambda vector, *inputs: apply(parts.filled(vector), *inputs),
            spec((size,), real),
            *given,
        )
    except Exception as error:
        raise BindingError(f"fails on {_inputs(shapes)}: {_said(error)}") from error
    if not hasattr(made, "shape") or not jnp.issubdtype(made.dtype, jnp.floating):
        raise BindingError(f"gives no array of floats on {_inputs(shapes)}")
    return tuple(made.shape)


def _inputs(shapes: tuple[tuple[int, ...] | None, ...]) -> str:
    texts = ("an index" if s is None else f"a {spell(s)}" for s in shapes)
    return " and ".join(texts)


def _said(error: Exception) -> str:
    """The first line of what another library says."""
    return (str(error).strip().splitlines() or ["no reason is given"])[0][:200]
