"""A game with its method and optimizers as pure, jitted functions, for use from Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple, final

import jax
import jax.numpy as jnp

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.fields.interface import Fields
from gamelang.runtime import durable
from gamelang.runtime.checkpoint import Checkpoint, decode, encode
from gamelang.runtime.intervals import RECORDS
from gamelang.runtime.leaves import arrays_of, tree_of
from gamelang.runtime.measure import measure, norm
from gamelang.runtime.program import Program, State, register_method
from gamelang.runtime.settings import Precision, Settings, described


class StepInfo(NamedTuple):
    """What a step saw where it began: ‖ξ‖ and the losses that players lower."""

    xi_norm: jax.Array
    losses: dict[str, jax.Array]


class RunHistory(NamedTuple):
    """Records of a run, oldest first, the start included: every array has them as first axis."""

    step: jax.Array
    xi_norm: jax.Array
    residual: jax.Array
    losses: dict[str, jax.Array]
    metrics: dict[str, jax.Array]


@final
@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """`init`, `step` and `run` are pure: they go under jit, vmap and scan.

    The method's strength and the rate may be traced values, so `vmap` over them works by
    compiling inside the mapped function.
    """

    fields: Fields
    settings: Settings
    program: Program
    dtype: Any = None
    _step: Any = field(default=None, repr=False)
    _run: Any = field(default=None, repr=False)

    def init(self, key: jax.Array) -> State:
        """Starting values (draws use the key), in JAX's float type unless a precision was asked."""
        state = self.program.start(key)
        if self.dtype is None:
            return state
        w = jax.tree.map(lambda x: x.astype(self.dtype), state.parameters)
        return self.program.at(w, key)

    def step(self, state: State) -> tuple[State, StepInfo]:
        """One step of every player."""
        result: tuple[State, StepInfo] = self._step(state)
        return result

    def run(self, state: State, steps: int) -> tuple[State, RunHistory]:
        """Many steps in one compiled loop, with about a thousand records."""
        if steps < 0:
            raise ValueError(f"steps must be at least 0, not {steps}")
        result: tuple[State, RunHistory] = self._run(state, steps)
        return result

    def save(self, state: State, path: str | Path) -> None:
        """Writes a state to a file (safetensors, with checksums), whole or not at all: parameters,
        moments, memory, step and key. Raises OSError."""
        durable.write(Path(path), encode(Checkpoint(arrays_of(state), {"step": int(state.step)})))

    def load(self, path: str | Path) -> State:
        """The state that `save` wrote, bit for bit. Raises OSError, and ValueError where the file
        is damaged or holds a state of another game, method, optimizer or precision."""
        shapes = jax.eval_shape(self.init, jax.random.key(0))
        arrays = decode(Path(path).read_bytes()).arrays
        state: State = jax.tree.map(jnp.asarray, tree_of(arrays, shapes))
        return state

    @property
    def description(self) -> Mapping[str, Any]:
        """Method, optimizer and order, with every hyperparameter."""
        return described(self.settings)


def compiled(fields: Fields, settings: Settings, precision: Precision | None = None) -> Compiled:
    """Puts a game, its method and its optimizers together. Precision None: JAX's own."""
    if precision == "float64" and not jax.config.values["jax_enable_x64"]:
        text = "precision float64 needs JAX's 64-bit mode"
        help = 'call jax.config.update("jax_enable_x64", True) first'
        raise Rejected([Diagnostic("G528", text, help=help)])
    register_method(type(settings.method))
    program = Program(fields, settings.method, settings.optimizers, settings.order, settings.slow)
    return Compiled(
        fields,
        settings,
        program,
        None if precision is None else jnp.dtype(precision),
        jax.jit(partial(_step, program)),
        jax.jit(partial(_run, program), static_argnums=1),
    )


def _step(program: Program, state: State) -> tuple[State, StepInfo]:
    w, batch = state.parameters, program.batch(state)
    info = StepInfo(norm(program.game.xi(w, batch)), program.game.losses(w, batch))
    return program.step(state), info


def _run(program: Program, state: State, steps: int) -> tuple[State, RunHistory]:
    every = max(1, ceil(steps / RECORDS))

    def record(state: State) -> RunHistory:
        row = measure(program, state, state.parameters)
        return RunHistory(row.step, row.xi_norm, row.residual, row.losses, row.metrics)

    def interval(state: State, count: int) -> State:
        after: State = jax.lax.fori_loop(0, count, lambda _, now: program.step(now), state)
        return after

    def recorded(state: State, _: None) -> tuple[State, RunHistory]:
        after = interval(state, every)
        return after, record(after)

    parts = [jax.tree.map(lambda x: x[None], record(state))]
    state, rows = jax.lax.scan(recorded, state, None, length=steps // every)
    parts.append(rows)
    if steps % every:
        state = interval(state, steps % every)
        parts.append(jax.tree.map(lambda x: x[None], record(state)))
    return state, jax.tree.map(lambda *x: jnp.concatenate(x), *parts)
