"""Fields from hand-written losses: any JAX function of the parameters will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import jax

from gamelang.core.verdicts import Facts
from gamelang.fields import autodiff
from gamelang.fields.interface import Array, Batch, FieldPlayer, Fields, Formulas, Leaf, Tree

Losses = Callable[[Tree], Mapping[str, Array]]
HeldLosses = Callable[[Tree, Tree], Mapping[str, Array]]


def fields_of_losses(losses: Losses, start: Tree, facts: Facts | None = None) -> Fields:
    """Fields of a deterministic game from {player: loss} and starting values.

    `losses(params)` gives a scalar for every player, to be lowered; `start` is the tree
    {player: {parameter: array}}. `facts` are trusted. For `stop(...)` see
    `fields_of_held_losses`; under `jax.lax.stop_gradient` H would not be the total derivative
    of ξ, and Hv, HTv and whatever uses them would be wrong.
    """
    return fields_of_held_losses(lambda w, held: losses(w), start, facts)


def fields_of_held_losses(losses: HeldLosses, start: Tree, facts: Facts | None = None) -> Fields:
    """The same with `losses(params, held)`: what a player's gradient must not see is taken from
    `held`, a second tree with the same values.

    loss = (V(params, s) - (r + gamma * V(held, s2)))**2 is the TD loss. A `facts` that says
    zero_sum or common_payoff speaks of values only, potential and hamiltonian of the total H.
    """
    players = tuple(
        FieldPlayer(name, tuple(Leaf(n, f"{name}.{n}", tuple(x.shape)) for n, x in block.items()))
        for name, block in start.items()
    )

    def all_losses(w: Tree, held: Tree, batch: Batch) -> dict[str, Array]:
        return dict(losses(w, held))

    field = partial(autodiff.xi, players, all_losses)
    return Fields(players, facts or Facts(), _formulas(players, all_losses, field, start))


def _formulas(
    players: tuple[FieldPlayer, ...], losses: autodiff.Losses, field: autodiff.Field, start: Tree
) -> Formulas:
    def turned(w: Tree, batch: Batch) -> tuple[Tree, Tree]:
        value, along, back = autodiff.xi_Hxi_HTxi(field, w, batch)
        return value, jax.tree.map(lambda h, ht: (ht - h) / 2, along, back)

    return Formulas(
        init=lambda key: start,
        draw=lambda key: None,
        losses=lambda w, batch: losses(w, w, batch),
        metrics=lambda w, batch: {},
        gradient=partial(autodiff.gradient, losses),
        xi=field,
        Hv=partial(autodiff.Hv, field),
        HTv=partial(autodiff.HTv, field),
        own_Hv=partial(autodiff.own_Hv, players, field),
        own_HTv=partial(autodiff.own_HTv, players, field),
        xi_Hxi_HTxi=partial(autodiff.xi_Hxi_HTxi, field),
        xi_ATxi=turned,
    )
