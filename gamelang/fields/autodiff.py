"""Fields' products by automatic differentiation, from losses and ξ alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from gamelang.fields.interface import Agent, Array, Batch, FieldPlayer, Tree

Losses = Callable[[Tree, Tree, Batch], dict[str, Array]]  # what is held stands at the second tree
Field = Callable[[Tree, Batch], Tree]
Block = dict[str, Array]


def compiled(function: Callable[[Array], Any]) -> Callable[[Array], Any]:
    """A function of a key, compiled as one when it is first called."""
    jitted: Callable[[Array], Any] = jax.jit(function)
    return jitted


def gradient(losses: Losses, agent: Agent, w: Tree, batch: Batch) -> Tree:
    """The gradient of one agent's loss over all parameters; what is held stays."""
    slope: Tree = jax.grad(lambda at: losses(at, w, batch)[agent.player][agent.member])(w)
    return slope


def xi(players: tuple[FieldPlayer, ...], losses: Losses, w: Tree, batch: Batch) -> Tree:
    """Each agent's own derivative of its own loss; members of a family by `vmap`."""

    def own_slope(player: str, w: Tree, member: tuple[Any, ...], own: Block) -> Block:
        def loss(own: Block) -> Array:
            return losses(moved(w, player, member, own), w, batch)[player][member]

        slope: Block = jax.grad(loss)(own)
        return slope

    return {p.name: _each_member(p, partial(own_slope, p.name, w), w[p.name]) for p in players}


def Hv(field: Field, w: Tree, v: Tree, batch: Batch) -> Tree:
    tangent: Tree = jax.jvp(lambda at: field(at, batch), (w,), (v,))[1]
    return tangent


def HTv(field: Field, w: Tree, v: Tree, batch: Batch) -> Tree:
    cotangent: Tree = jax.vjp(lambda at: field(at, batch), w)[1](v)[0]
    return cotangent


def own_Hv(players: tuple[FieldPlayer, ...], field: Field, w: Tree, v: Tree, batch: Batch) -> Tree:
    """H_d v, block by block."""

    def product(player: str, member: tuple[Any, ...], own: tuple[Block, Block]) -> Block:
        at, along = own
        tangent: Block = jax.jvp(_own_field(field, w, batch, player, member), (at,), (along,))[1]
        return tangent

    return {
        p.name: _each_member(p, partial(product, p.name), (w[p.name], v[p.name])) for p in players
    }


def own_HTv(players: tuple[FieldPlayer, ...], field: Field, w: Tree, v: Tree, batch: Batch) -> Tree:
    """H_dᵀ v, block by block."""

    def product(player: str, member: tuple[Any, ...], own: tuple[Block, Block]) -> Block:
        at, along = own
        transpose = jax.vjp(_own_field(field, w, batch, player, member), at)[1]
        cotangent: Block = transpose(along)[0]
        return cotangent

    return {
        p.name: _each_member(p, partial(product, p.name), (w[p.name], v[p.name])) for p in players
    }


def xi_Hxi_HTxi(field: Field, w: Tree, batch: Batch) -> tuple[Tree, Tree, Tree]:
    """One linearization serves both products."""
    value, along = jax.linearize(lambda at: field(at, batch), w)
    (back,) = jax.linear_transpose(along, w)(value)
    return value, along(value), back


def moved(w: Tree, player: str, member: tuple[Any, ...], own: Block) -> Tree:
    """w with one agent's parameters replaced."""
    block = {n: w[player][n].at[member].set(x) if member else x for n, x in own.items()}
    return {**w, player: block}


def _own_field(
    field: Field, w: Tree, batch: Batch, player: str, member: tuple[Any, ...]
) -> Callable[[Block], Block]:
    """One agent's entries of ξ as a function of its own parameters."""

    def at(own: Block) -> Block:
        block = field(moved(w, player, member, own), batch)[player]
        return {n: x[member] for n, x in block.items()}

    return at


def _each_member(
    player: FieldPlayer, f: Callable[[tuple[Any, ...], Any], Block], own: Any
) -> Block:
    """f at every member (and its own slice), mapped over the family's axes."""
    mapped: Callable[..., Block] = lambda *args: f(args[:-1], args[-1])  # noqa: E731
    rank = len(player.family)
    for axis in reversed(range(rank)):
        mapped = jax.vmap(mapped, (*(0 if k == axis else None for k in range(rank)), 0))
    return mapped(*(jnp.arange(n) for n in player.family), own)
