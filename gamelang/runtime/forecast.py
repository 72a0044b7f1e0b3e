"""What a run will do near a fixed point, before it begins: the spectral radius of its update.

The update is the whole one: method, optimizers with their moments, order, slow wrapper. It is taken
apart by differentiation at the point, and the derivative is compared with the update beside it, so
that a corner of a loss or of a domain makes no forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from gamelang.core.game import TypedGame
from gamelang.fields.interface import Fields, Tree
from gamelang.methods.arguments import Bound
from gamelang.runtime.program import Program, State

MOST_NUMBERS = 64  # of the state, moments and memory included
ROUNDING = 1e-6  # a radius this near to 1 foretells nothing
STEP = 1e-4  # beside the point, where the derivative is compared
AGREE = 1e-2
PROBES = 2
BUDGET = 0.3  # seconds of exact work
MOST_POINTS = 4
LONGEST = 60  # characters of a place that is named
NEAR = 1e-3  # of a point's size: a run that ends nearer has come there


@dataclass(frozen=True, slots=True)
class Forecast:
    """At a fixed point the run multiplies small errors by `radius` a step, in the long run.
    `others`: methods that converge there, with their steps, where this one does not."""

    at: Mapping[str, Any]
    radius: float
    others: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        return {
            "at": dict(self.at),
            "radius": self.radius,
            "settles": self.settles,
            "others": list(self.others),
        }

    @property
    def text(self) -> str:
        """`near x = 0, y = 0 errors grow by 1.005 a step: ...`"""
        place = ", ".join(f"{name} = {_short(x)}" for name, x in self.at.items())
        place = place if len(place) < LONGEST else "the known fixed point"
        radius = f"spectral radius {self.radius:.6g}"
        if self.settles is None:
            return f"near {place} errors neither die out nor grow, to first order ({radius})"
        if self.settles:
            return f"near {place} errors die out ({radius})"
        better = "".join(f"; {other} settles there" for other in self.others[:1])
        return f"near {place} errors grow, it does not settle there ({radius}){better}"

    @property
    def settles(self) -> bool | None:
        """Whether errors die out; None: they stay as they are, to first order."""
        return None if abs(self.radius - 1) <= ROUNDING else self.radius < 1

    def met(self, w: Mapping[str, Any]) -> bool:
        """Whether parameters {name: value} have come to the point."""
        gap = [np.asarray(w[name], float) - np.asarray(x, float) for name, x in self.at.items()]
        size = max(np.abs(np.asarray(x, float)).max(initial=0) for x in self.at.values())
        return bool(max(np.abs(part).max(initial=0) for part in gap) <= NEAR * (1 + size))


def forecasts(
    game: TypedGame | None, tell: Callable[[Forecast], None], program: Program
) -> tuple[Forecast, ...]:
    """A forecast for each fixed point that is known without a search, told as it is made. `game`
    has no samplers and exact work on it is over in a moment; None: there is no such form of it."""
    from gamelang.analyses.known import known, settling

    if game is None:
        return ()

    found = []
    for point, at in known(game, BUDGET)[:MOST_POINTS]:
        told = forecast(program, at)
        if told is not None and told.settles is False and point.strict_saddle is not True:
            told = replace(told, others=settling(game, point, BUDGET))
        if told is not None:
            tell(told)
            found.append(told)
    return tuple(found)


def forecast(program: Program, at: Mapping[str, Any]) -> Forecast | None:
    """The forecast at a point {parameter: value}; None where there is none: a rate that changes,
    samples, many numbers, no derivative."""
    rates = [optimizer.rate for optimizer in program.optimizers.values()]
    if any(isinstance(rate, Bound) or callable(rate) for rate in rates):
        return None
    state = program.at(_tree(program.game, at), jax.random.key(0))
    if program.batch(state) is not None or _floats(state)[0].size > MOST_NUMBERS:
        return None
    random = np.random.default_rng(0)
    ways = random.normal(size=(PROBES, _floats(state)[0].size))
    ways *= STEP / np.linalg.norm(ways, axis=1, keepdims=True)
    J, changes = (np.asarray(x) for x in jax.jit(partial(_apart, program))(state, ways))
    if not np.isfinite(J).all():
        return None
    expected = np.concatenate([ways, -ways]) @ J.T
    if not np.all(np.linalg.norm(changes - expected, axis=1) <= AGREE * STEP):
        return None  # a corner, of a loss or of a domain
    return Forecast(at, float(np.abs(np.linalg.eigvals(J)).max()))


def _apart(program: Program, state: State, ways: Any) -> tuple[Any, Any]:
    """The derivative of the update at rest, and what the update makes of places beside."""
    here = program.step(program.step(state))  # what a method remembers is then that of a run
    flat, shaped = _floats(here)

    def update(x: Any) -> Any:
        return _floats(program.step(shaped(x)))[0]

    start, both = update(flat), jnp.concatenate([ways, -ways]).astype(flat.dtype)
    changes = jax.vmap(lambda way: update(flat + way) - start)(both)
    return jax.jacobian(update)(flat), changes


def _short(x: Any) -> str:
    return f"{x:.6g}" if isinstance(x, float) else f"[{', '.join(map(_short, x))}]"


def _tree(game: Fields, at: Mapping[str, Any]) -> Tree:
    return {
        p.name: {leaf.name: jnp.asarray(at[leaf.key], float) for leaf in p.leaves}
        for p in game.players
    }


def _floats(state: State) -> tuple[Any, Any]:
    """The state's floating numbers as one vector, and the way back; the rest stays."""
    leaves, shape = jax.tree.flatten(replace(state, key=None))
    moving = [k for k, x in enumerate(leaves) if jnp.issubdtype(jnp.asarray(x).dtype, jnp.floating)]
    flat, shaped = ravel_pytree([leaves[k] for k in moving])

    def back(x: Any) -> State:
        whole = list(leaves)
        for k, part in zip(moving, shaped(x), strict=True):
            whole[k] = part
        made: State = jax.tree.unflatten(shape, whole)
        return replace(made, key=state.key)

    return flat, back
