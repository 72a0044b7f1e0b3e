"""What generated code must agree with: the exact interpreter, `jax.grad`, and the matrix H."""

from collections.abc import Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from gamelang import compiler
from gamelang.builtins.interpret import Interpreter
from gamelang.builtins.record import Grid
from gamelang.codegen.binding import Doubles, bind
from gamelang.codegen.load import fields_of
from gamelang.core.game import TypedGame
from gamelang.core.typed import Constant, Node, Parameter
from gamelang.core.verdicts import Facts
from gamelang.fields import autodiff
from gamelang.fields.interface import Fields, Leaf, Tree
from gamelang.lowering.unrolling import unrolled
from gamelang.source import Source

NOTHING = Facts()


def game_of(text: str, **values: str) -> TypedGame:
    return compiler.typed(Source("test.game", text), values)


def game_in(path: Path, **values: str) -> TypedGame:
    text = path.read_text(encoding="utf-8")
    return compiler.typed(Source(path.name, text, path.parent), values)


def a_point(fields: Fields, seed: int = 0) -> Tree:
    """A random point inside the domains, away from their bounds."""
    rng = np.random.default_rng(seed)
    return {
        player.name: {leaf.name: _entries(leaf, rng) for leaf in player.leaves}
        for player in fields.players
    }


def _entries(leaf: Leaf, rng: np.random.Generator) -> jax.Array:
    domain = leaf.domain
    if domain is None:
        return jnp.asarray(rng.uniform(-1, 1, leaf.shape))
    if domain.form == "simplex":
        return jnp.asarray(rng.dirichlet(np.ones(leaf.shape[-1]), leaf.shape[:-1]))
    low = domain.low if domain.low is not None else (domain.high or 0.0) - 2
    high = domain.high if domain.high is not None else low + 2
    return jnp.asarray(rng.uniform(low + 0.1 * (high - low), high - 0.1 * (high - low), leaf.shape))


def interpreted_losses(game: TypedGame, w: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The losses by the interpreter that defines what expressions mean, in floats."""
    game = unrolled(game)
    bound, interpreter = bind(game), _interpreter(game, w)
    found = {}
    for player in game.players:
        family = bound.shape(player.family_shape)
        starts = [bound.size(v.start) for v in player.variables]
        values = [
            interpreter.member(
                player.loss,
                {v: s + k for v, s, k in zip(player.variables, starts, place, strict=True)},
            ).scalar
            for place in product(*map(range, family))
        ]
        found[player.name] = np.array(values).reshape(family)
    return found


def interpreted(game: TypedGame, w: Mapping[str, Mapping[str, Any]], node: Node) -> Any:
    """One expression by the interpreter."""
    grid = _interpreter(game, w).value(node)
    return np.array(grid.entries).reshape(grid.sizes)


def _interpreter(game: TypedGame, w: Mapping[str, Mapping[str, Any]]) -> Interpreter[float]:
    bound = bind(game)

    def leaf(node: Parameter | Constant) -> Grid[Any]:
        if isinstance(node, Parameter):
            values = np.asarray(w[node.player][node.name], np.float64)
            return Grid(values.shape, values.ravel().tolist())
        grid = bound.double(node)
        return grid if node.kind == "real" else Grid(grid.sizes, [int(x) for x in grid.entries])

    return Interpreter(Doubles(), bound.sizes, leaf)


def tangent(fields: Fields, v: Tree) -> Tree:
    """Directions on a simplex sum to zero."""

    def along(leaf: Leaf, x: jax.Array) -> jax.Array:
        simplex = leaf.domain is not None and leaf.domain.form == "simplex"
        return x - jnp.mean(x, axis=-1, keepdims=True) if simplex else x

    return {p.name: {x.name: along(x, v[p.name][x.name]) for x in p.leaves} for p in fields.players}


def assert_agrees(game: TypedGame, facts: Facts = NOTHING, seed: int = 0) -> None:
    """Losses, ξ, H and every product of the generated fields are right at a random point."""
    fields = fields_of(game, facts)
    w = a_point(fields, seed)
    near(fields.losses(w), interpreted_losses(game, w), 1e-12)
    found, wanted = jax.jit(partial(_quantities, fields))(w)
    for name, value in wanted.items():
        near(found[name], value, 1e-12 if name == "xi" else 1e-10, name)


def _quantities(fields: Fields, w: Tree) -> tuple[dict[str, Any], dict[str, Any]]:
    flat, unravel = ravel_pytree(w)
    losses = fields.formulas.losses
    v = unravel(jnp.cos(jnp.arange(flat.size, dtype=jnp.float64) + 1.0))

    def slopes(at: Tree) -> Tree:
        found = autodiff.xi(fields.players, lambda w, held, batch: losses(w, batch), at, None)
        return tangent(fields, found)

    def vector(tree: Tree) -> jax.Array:
        return ravel_pytree(tree)[0]

    onto = jax.jacfwd(lambda x: vector(tangent(fields, unravel(x))))(flat)
    H = jax.jacfwd(lambda x: vector(slopes(unravel(x))))(flat) @ onto
    xi, along = vector(slopes(w)), vector(v)
    turned = fields.xi_ATxi(w)
    both = fields.xi_Hxi_HTxi(w)
    found = {
        "xi": vector(fields.xi(w)),
        "Hv": vector(fields.Hv(w, v)),
        "HTv": vector(fields.HTv(w, v)),
        "fused": jnp.concatenate([vector(tree) for tree in both]),
        "turn": jnp.concatenate([vector(tree) for tree in turned]),
    }
    wanted = {
        "xi": xi,
        "Hv": H @ along,
        "HTv": H.T @ along,
        "fused": jnp.concatenate([xi, H @ xi, H.T @ xi]),
        "turn": jnp.concatenate([xi, (H.T - H) @ xi / 2]),
    }
    return found, wanted


def assert_own_blocks_agree(game: TypedGame) -> None:
    """H_d v and H_dᵀ v are the products with the blocks of H that belong to one agent."""
    fields = fields_of(game, NOTHING)
    w = a_point(fields)
    flat, unravel = ravel_pytree(w)
    places = unravel(jnp.arange(flat.size, dtype=jnp.float64))
    owner = np.zeros(flat.size)
    for number, agent in enumerate(fields.agents):
        for x in places[agent.player].values():
            owner[np.asarray(x[agent.member]).ravel().astype(int)] = number
    H = jax.jit(jax.jacfwd(lambda x: ravel_pytree(fields.xi(unravel(x)))[0]))(flat)
    blocks = np.asarray(H) * (owner[:, None] == owner[None, :])
    near(jax.jit(fields.own_Hv)(w, w), blocks @ flat, 1e-10, "own_Hv")
    near(jax.jit(fields.own_HTv)(w, w), blocks.T @ flat, 1e-10, "own_HTv")


def near(found: Any, wanted: Any, tolerance: float, what: str = "losses") -> None:
    """Equal up to rounding, relative to the largest entry."""
    a, b = (np.asarray(ravel_pytree(x)[0]) for x in (found, wanted))
    assert a.shape == b.shape, what
    scale = 1 + np.max(np.abs(b), initial=0)
    assert np.max(np.abs(a - b), initial=0) <= tolerance * scale, f"{what}: {a} is not {b}"
