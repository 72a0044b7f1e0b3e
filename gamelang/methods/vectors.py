"""Arithmetic on trees {player: {parameter: array}}, for the update rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gamelang.methods.method import Tree

if TYPE_CHECKING:
    from gamelang.fields.interface import FieldPlayer

Rates = Mapping[str, Any]  # a number for each player


def inner(a: Tree, b: Tree) -> Any:
    """⟨a, b⟩ over all parameters."""
    import jax
    import jax.numpy as jnp

    return sum(jax.tree.leaves(jax.tree.map(jnp.vdot, a, b)))


def plus(a: Tree, scale: Any, b: Tree) -> Tree:
    """a + scale · b."""
    import jax

    total: Tree = jax.tree.map(lambda x, y: x + scale * y, a, b)
    return total


def minus(a: Tree, b: Tree) -> Tree:
    import jax

    difference: Tree = jax.tree.map(lambda x, y: x - y, a, b)
    return difference


def zeros(w: Tree) -> Tree:
    import jax
    import jax.numpy as jnp

    nothing: Tree = jax.tree.map(jnp.zeros_like, w)
    return nothing


def by_player(v: Tree, factors: Rates) -> Tree:
    """Each player's block times her factor."""
    return {p: {n: factors[p] * x for n, x in block.items()} for p, block in v.items()}


def strengths(strength: Any, rate: Rates) -> Rates:
    """A strength for every player; None: her current rate."""
    return rate if strength is None else dict.fromkeys(rate, strength)


def moved(players: tuple[FieldPlayer, ...], w: Tree, direction: Tree, rate: Rates) -> Tree:
    """Π(w − rate · direction): an inner step, by each player's rate."""
    from gamelang.fields.projection import project

    return project(players, minus(w, by_player(direction, rate)))


def inverse(rate: Rates) -> Rates:
    """One over each rate; 0 for a rate of 0."""
    import jax.numpy as jnp

    return {p: jnp.where(x == 0, 0, 1 / jnp.where(x == 0, 1, x)) for p, x in rate.items()}
