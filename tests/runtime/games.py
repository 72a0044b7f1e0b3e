"""Games written by hand in JAX, as Fields, for tests of methods and runtime."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp

from gamelang.core.verdicts import Facts
from gamelang.fields.interface import (
    Agent,
    FieldPlayer,
    Fields,
    Formulas,
    Leaf,
    LeafDomain,
    Tree,
)

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

    def xi(w: Tree, batch: Any = None) -> Tree:
        found = {}
        for name, block in w.items():

            def own(block: Any, name: str = name) -> Any:
                loss = losses({**w, name: block})[name]
                return jnp.sum(loss)

            found[name] = jax.grad(own)(block)
            if families.get(name):
                found[name] = _family_gradient(losses, w, name, families[name])
        return found

    def gradient(agent: Agent, w: Tree, batch: Any) -> Tree:
        return jax.grad(lambda w: losses(w)[agent.player][agent.member])(w)

    def Hv(w: Tree, v: Tree, batch: Any) -> Tree:
        return jax.jvp(xi, (w,), (v,))[1]

    def HTv(w: Tree, v: Tree, batch: Any) -> Tree:
        return jax.vjp(xi, w)[1](v)[0]

    def three(w: Tree, batch: Any) -> tuple[Tree, Tree, Tree]:
        x = xi(w)
        return x, Hv(w, x, batch), HTv(w, x, batch)

    def adjusted(w: Tree, batch: Any) -> tuple[Tree, Tree]:
        x, h, ht = three(w, batch)
        return x, jax.tree.map(lambda a, b: (a - b) / 2, ht, h)

    def unused(*arguments: Any) -> Any:
        raise NotImplementedError

    def init(key: Any) -> Tree:
        return {p: {n: jnp.asarray(x, float) for n, x in b.items()} for p, b in start.items()}

    shapes = jax.eval_shape(init, 0)
    names = [n for block in start.values() for n in block]
    players = tuple(
        FieldPlayer(
            p,
            tuple(
                Leaf(n, n if names.count(n) == 1 else f"{p}.{n}", x.shape, domains.get(p))
                for n, x in shapes[p].items()
            ),
            families.get(p, ()),
        )
        for p in start
    )
    formulas = Formulas(
        init,
        lambda key: None,
        lambda w, batch: losses(w),
        lambda w, batch: metrics(w),
        gradient,
        xi,
        Hv,
        HTv,
        unused,
        unused,
        three,
        adjusted,
    )
    return Fields(players, facts, formulas)


def _family_gradient(losses: Losses, w: Tree, name: str, sizes: tuple[int, ...]) -> Any:
    """Each member's derivative of its own loss: the diagonal of a Jacobian (small games only)."""
    jacobian = jax.jacobian(lambda block: losses({**w, name: block})[name])(w[name])
    axes = len(sizes)

    def own(leaf: Any) -> Any:
        for _ in range(axes):
            leaf = jnp.moveaxis(jnp.diagonal(leaf, axis1=0, axis2=axes), -1, axes - 1)
        return leaf

    return jax.tree.map(own, jacobian) if axes == 1 else NotImplemented


def bilinear(x: float = 1.0, y: float = 0.5, facts: Facts = NOTHING) -> Fields:
    """xy and −xy: Hamiltonian, eigenvalues ±i."""

    def losses(w: Tree) -> dict[str, Any]:
        product = w["row"]["x"] * w["column"]["y"]
        return {"row": product, "column": -product}

    return game(losses, {"row": {"x": x}, "column": {"y": y}}, facts)


def linear(H: Any, sizes: tuple[int, ...], start: Any) -> Fields:
    """The field ξ = Hw, with the products of H themselves; player k has sizes[k] parameters."""
    names = [f"p{k}" for k in range(len(sizes))]
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
        unused,
        unused,
        three,
        adjusted,
    )
    return Fields(players, NOTHING, formulas)
