"""Games written by hand in JAX, as Fields, for tests of methods and runtime."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gamelang.core.verdicts import Facts
from gamelang.fields import autodiff
from gamelang.fields.handwritten import fields_of_losses
from gamelang.fields.interface import FieldPlayer, Fields, Formulas, Leaf, LeafDomain, Tree

NOTHING = Facts()
Losses = Callable[[Tree], dict[str, Any]]


def game(
    losses: Losses,
    start: Mapping[str, Mapping[str, Any]],
    facts: Facts = NOTHING,
    families: Mapping[str, tuple[int, ...]] = {},
    domains: Mapping[str, LeafDomain] = {},
    metrics: Losses = lambda w: {},
) -> Fields:
    """Fields of losses {player: scalar, or an array over its family}, started at `start`."""

    def init(key: Any) -> Tree:
        return {p: {n: jnp.asarray(x, float) for n, x in b.items()} for p, b in start.items()}

    names = [n for block in start.values() for n in block]
    players = tuple(
        FieldPlayer(
            p,
            tuple(
                Leaf(n, n if names.count(n) == 1 else f"{p}.{n}", jnp.shape(x), domains.get(p))
                for n, x in block.items()
            ),
            families.get(p, ()),
        )
        for p, block in start.items()
    )
    field = partial(autodiff.xi, players, lambda w, held, batch: losses(w))
    made = fields_of_losses(losses, jax.eval_shape(init, 0), facts)
    formulas = replace(
        made.formulas,
        init=init,
        metrics=lambda w, batch: metrics(w),
        xi=field,
        own_Hv=partial(autodiff.own_Hv, players, field),
        own_HTv=partial(autodiff.own_HTv, players, field),
        xi_Hxi_HTxi=partial(autodiff.xi_Hxi_HTxi, field),
    )
    return replace(made, players=players, formulas=formulas)


def bilinear(x: float = 1.0, y: float = 0.5, facts: Facts = NOTHING) -> Fields:
    """xy and −xy: Hamiltonian, eigenvalues ±i."""

    def losses(w: Tree) -> dict[str, Any]:
        product = w["row"]["x"] * w["column"]["y"]
        return {"row": product, "column": -product}

    return game(losses, {"row": {"x": x}, "column": {"y": y}}, facts)


def linear(H: Any, sizes: tuple[int, ...], start: Any) -> Fields:
    """The field ξ = Hw, with the products of H themselves; player k has sizes[k] parameters."""
    names = [f"p{k}" for k in range(len(sizes))]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    own = np.where(owner[:, None] == owner, H, 0)
    cuts = [sum(sizes[:k]) for k in range(1, len(sizes))]

    def split(whole: Any) -> Tree:
        parts = jnp.split(whole, cuts)
        return {name: {"w": part} for name, part in zip(names, parts, strict=True)}

    def joined(w: Tree) -> Any:
        return jnp.concatenate([w[name]["w"] for name in names])

    def three(w: Tree, batch: Any) -> tuple[Tree, Tree, Tree]:
        xi = H @ joined(w)
        return split(xi), split(H @ xi), split(H.T @ xi)

    def adjusted(w: Tree, batch: Any) -> tuple[Tree, Tree]:
        xi = H @ joined(w)
        return split(xi), split((H.T @ xi - H @ xi) / 2)

    def unused(*arguments: Any) -> Any:
        raise NotImplementedError

    def losses(w: Tree, batch: Any) -> dict[str, Any]:
        return {name: jnp.zeros(()) for name in names}

    players = tuple(
        FieldPlayer(name, (Leaf("w", f"{name}.w", (size,)),))
        for name, size in zip(names, sizes, strict=True)
    )
    formulas = Formulas(
        lambda key: split(jnp.asarray(start)),
        lambda key: None,
        losses,
        lambda w, batch: {},
        unused,
        lambda w, batch: split(H @ joined(w)),
        lambda w, v, batch: split(H @ joined(v)),
        lambda w, v, batch: split(H.T @ joined(v)),
        lambda w, v, batch: split(own @ joined(v)),
        lambda w, v, batch: split(own.T @ joined(v)),
        three,
        adjusted,
    )
    return Fields(players, NOTHING, formulas)
