"""The compiled loop: many steps and a few records in one call.

A chunk is one jitted call that does up to `records` times `every` steps and writes a record after
each `every`; both counts are arguments, so a run compiles once whatever its chunks. With a stop
condition every single step is looked at; the step that would follow the condition is not done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from gamelang.core.game import StopCondition
from gamelang.fields.interface import Tree
from gamelang.runtime.measure import (
    NOTHING_MORE,
    Row,
    Watch,
    empty_rows,
    measure,
    meets,
    quantity,
)
from gamelang.runtime.program import Program, State

MOST_ROWS = 256  # records a chunk
MOST_NUMBERS = 2**20  # in one chunk's records


class Moving(NamedTuple):
    """What a chunk starts from and ends with. `met`: the stop condition holds at this state."""

    state: State
    previous: Tree
    met: Any


class Chunk(NamedTuple):
    """Where a chunk ended, and its records, of which the first `count` are filled."""

    end: Moving
    rows: Row
    count: Any


@dataclass(frozen=True)
class Loop:
    """The loop of one program."""

    program: Program
    stop: StopCondition | None = None
    watch: Watch = NOTHING_MORE

    def begin(self, state: State) -> Moving:
        return Moving(state, state.parameters, jnp.asarray(False))

    @cached_property
    def capacity(self) -> int:
        """Records that fit in one chunk."""
        numbers: int = sum(x.size for x in jax.tree.leaves(self.row_shapes))
        return max(1, min(MOST_ROWS, MOST_NUMBERS // max(1, numbers)))

    @cached_property
    def row_shapes(self) -> Any:
        """The shapes of a record."""
        return jax.eval_shape(self._row, self.shapes)

    @cached_property
    def shapes(self) -> Any:
        """The shapes of what a chunk starts from."""
        return jax.eval_shape(lambda key: self.begin(self.program.start(key)), jax.random.key(0))

    def compile(self) -> Callable[[Moving, int, int], Chunk]:
        """The chunk function (moving, records, every), compiled for the current precision."""
        whole = jax.ShapeDtypeStruct((), jnp.int32)  # type: ignore[no-untyped-call]
        compiled = jax.jit(self._chunk).lower(self.shapes, whole, whole).compile()

        def chunk(moving: Moving, records: int, every: int) -> Chunk:
            counts = jnp.asarray(records, jnp.int32), jnp.asarray(every, jnp.int32)
            result: Chunk = compiled(moving, *counts)
            return result

        return chunk

    def _chunk(self, moving: Moving, records: Any, every: Any) -> Chunk:
        rows = empty_rows(jax.eval_shape(self._row, moving), self.capacity)

        def going(chunk: Chunk) -> Any:
            return (chunk.count < records) & ~chunk.end.met

        def record(chunk: Chunk) -> Chunk:
            end = self._steps(chunk.end, every)
            row = self._row(end)
            end = end._replace(met=end.met | self._met(end.state))
            written = jax.tree.map(lambda all, one: all.at[chunk.count].set(one), chunk.rows, row)
            return Chunk(end, written, chunk.count + 1)

        return jax.lax.while_loop(going, record, Chunk(moving, rows, jnp.asarray(0, jnp.int32)))

    def _row(self, moving: Moving) -> Row:
        return measure(self.program, moving.state, moving.previous, self.watch)

    def _met(self, state: State) -> Any:
        if self.stop is None:
            return jnp.asarray(False)
        return meets(quantity(self.program, state, self.stop.quantity), self.stop)

    def _steps(self, moving: Moving, every: Any) -> Moving:
        if self.stop is None:
            return self._plain_steps(moving, every)
        return self._watched_steps(moving, every)

    def _plain_steps(self, moving: Moving, every: Any) -> Moving:
        """`every` steps. The key never changes and the loop counts anyway: neither is carried."""
        key, first = moving.state.key, moving.state.step

        def step(k: Any, carry: tuple[State, Tree]) -> tuple[State, Tree]:
            state, _previous = carry
            after = self.program.step(replace(state, key=key, step=first + k))
            return replace(after, key=None, step=None), state.parameters

        start = (replace(moving.state, key=None, step=None), moving.previous)
        state, previous = jax.lax.fori_loop(0, every, step, start)
        return Moving(replace(state, key=key, step=first + every), previous, moving.met)

    def _watched_steps(self, moving: Moving, every: Any) -> Moving:
        """Up to `every` steps, as long as the condition does not hold."""

        def going(carry: tuple[Any, Moving]) -> Any:
            done, now = carry
            return (done < every) & ~now.met

        def step(carry: tuple[Any, Moving]) -> tuple[Any, Moving]:
            done, now = carry
            met = self._met(now.state)  # shares its field with the step below
            after = Moving(self.program.step(now.state), now.state.parameters, met)
            kept = _where(met, now._replace(met=met), after)
            return done + 1, kept

        return jax.lax.while_loop(going, step, (jnp.asarray(0, jnp.int32), moving))[1]


def _where(condition: Any, yes: Any, no: Any) -> Any:
    return jax.tree.map(lambda a, b: jnp.where(condition, a, b), yes, no)
