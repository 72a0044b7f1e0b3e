"""Three derivations of every random game agree: our exact one, the generated code, autodiff.

The exact derivative is evaluated in floats; ξ is also taken player by player with jax.grad from
the losses alone, H with jax.jacfwd from ξ. Facts that were proved are used in generation, so a
wrong "yes" would show here as a wrong number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.analyses.analysis import facts
from gamelang.codegen.load import fields_of
from gamelang.fields.interface import Fields, Tree
from gamelang.symbolic import nodes
from gamelang.symbolic.game import SymbolicGame
from tests.checking.games import typed
from tests.properties.games import KINDS, games, text

EXACT = 1e-12
SECONDS = 0.3  # for what code generation may rely on
PRIMITIVES: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "erf": math.erf,
}


def evaluated(roots: list[nodes.Scalar], at: list[float]) -> list[float]:
    """The nodes' values in floats, by the plain meaning of each node."""
    done: dict[nodes.Node, float] = {}
    for node in nodes.postorder(*roots):
        match node:
            case nodes.Rational(value):
                done[node] = float(value)
            case nodes.Coordinate(number):
                done[node] = at[number]
            case nodes.Pi():
                done[node] = math.pi
            case nodes.Add(constant, terms):
                done[node] = math.fsum([float(constant), *(done[t] * float(c) for t, c in terms)])
            case nodes.Multiply(factors):
                done[node] = math.prod(done[base] ** float(power) for base, power in factors)
            case nodes.Apply(primitive, (argument,)):
                done[node] = PRIMITIVES[primitive](done[argument])
            case _:
                raise AssertionError(node)
    return [done[root] for root in roots]


def near(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], scale: float) -> bool:
    return bool(np.all(np.abs(a - b) <= EXACT * (1 + scale)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=75)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_xi_and_the_hessian_agree_three_ways(kind: str, data: st.DataObject, seed: int) -> None:
    game = typed(text(data.draw(games(kind, players_most=2))))  # JAX compiles each
    symbolic, fields = SymbolicGame(game), fields_of(game, facts(game, SECONDS))
    random = np.random.default_rng(seed)
    count = len(symbolic.scalars.parameters)
    compare(symbolic, fields, random.normal(size=count) / 2, random.normal(size=count))


@pytest.mark.parametrize("kind", ["players", "families"])
@settings(max_examples=5)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_they_agree_where_factors_are_held(kind: str, data: st.DataObject, seed: int) -> None:
    game = typed(text(data.draw(games(kind, players_most=2, stops=True))))
    symbolic, fields = SymbolicGame(game), fields_of(game, facts(game, SECONDS))
    random = np.random.default_rng(seed)
    count = len(symbolic.scalars.parameters)
    compare(symbolic, fields, random.normal(size=count) / 2, random.normal(size=count))


def compare(
    symbolic: SymbolicGame, fields: Fields, point: np.ndarray[Any, Any], v: np.ndarray[Any, Any]
) -> None:
    computed = jax.tree.map(np.asarray, everything(symbolic, fields)(point, v))
    exact = np.array(evaluated(list(symbolic.xi), list(point)))
    size = float(np.max(np.abs(exact), initial=0)) + 10
    assert near(computed["xi"], exact, size)
    assert near(computed["by_player"], exact, size)
    entries = evaluated(list(symbolic.H.values()), list(point))
    hessian = np.zeros((len(point), len(point)))
    for place, entry in zip(symbolic.H, entries, strict=True):
        hessian[place] = entry
    size = float(np.max(np.abs(hessian), initial=0)) * 10 + 10
    assert near(computed["H"], hessian, size)
    assert near(computed["Hv"], hessian @ v, size)
    assert near(computed["HTv"], hessian.T @ v, size)
    losses = np.array(evaluated(list(symbolic.scalars.losses), list(point)))
    assert near(computed["losses"], losses, float(np.max(np.abs(losses), initial=0)) + 10)
    check_parts(symbolic, hessian, list(point), size)


def everything(symbolic: SymbolicGame, fields: Fields) -> Callable[..., Any]:
    """All that the generated code says at a point, compiled once."""
    start = fields.init(jax.random.key(0))

    def xi(x: Any) -> Any:
        return flat(fields.xi(tree_of(x, symbolic, start)), symbolic)

    def at(x: Any, v: Any) -> Any:
        w, along = tree_of(x, symbolic, start), tree_of(v, symbolic, start)
        losses = fields.losses(w)
        return {
            "xi": xi(x),
            "by_player": flat(by_player(fields, w), symbolic),
            "H": jax.jacfwd(xi)(x),
            "Hv": flat(fields.Hv(w, along), symbolic),
            "HTv": flat(fields.HTv(w, along), symbolic),
            "losses": jax.numpy.stack([losses[a.player][a.member] for a in fields.agents]),
        }

    return jax.jit(at)


def tree_of(x: Any, game: SymbolicGame, like: Tree) -> Tree:
    """The coordinates of the scalar form as a tree of parameters."""
    tree: Tree = {p: dict(block) for p, block in like.items()}
    for k, parameter in enumerate(game.scalars.parameters):
        player, _, name = parameter.path.partition(".")
        tree[player][name] = tree[player][name].at[parameter.index].set(x[k])
    return tree


def flat(tree: Tree, game: SymbolicGame) -> Any:
    """The inverse of `tree_of`."""
    parts = [p.path.partition(".") for p in game.scalars.parameters]
    entries = [
        tree[player][name][p.index]
        for (player, _, name), p in zip(parts, game.scalars.parameters, strict=True)
    ]
    return jax.numpy.stack(entries)


def by_player(fields: Fields, w: Tree) -> Tree:
    """ξ from the losses alone: each agent's own part of the gradient of its own loss."""
    total = jax.tree.map(jax.numpy.zeros_like, w)
    for agent in fields.agents:
        own = fields.only(fields.gradient(agent, w), agent)
        total = jax.tree.map(jax.numpy.add, total, own)
    return total


def check_parts(
    symbolic: SymbolicGame, hessian: np.ndarray[Any, Any], point: list[float], size: float
) -> None:
    """S + A = H, S symmetric, A antisymmetric."""
    parts = []
    for matrix in (symbolic.S, symbolic.A):
        part = np.zeros_like(hessian)
        values = evaluated(list(matrix.values()), point)
        for place, entry in zip(matrix, values, strict=True):
            part[place] = entry
        parts.append(part)
    symmetric, antisymmetric = parts
    assert near(symmetric + antisymmetric, hessian, size)
    assert near(symmetric, symmetric.T, size)
    assert near(antisymmetric, -antisymmetric.T, size)
