"""What a run shows of the troubles of its field: cycles, domination, collapse, rotation.

All of it comes from the records and the last state, so that a resumed run says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from gamelang.core.game import Rows, TypedGame
from gamelang.lowering.infimum import least
from gamelang.lowering.sampled import sampled
from gamelang.runtime.coverage import COVERAGE, REACH, SPREAD, Cover, stays_few
from gamelang.runtime.cycle import Cycle, cycle
from gamelang.runtime.domination import LEAST_STEPS, Domination, domination
from gamelang.runtime.measure import Row
from gamelang.runtime.outcome import Outcome, Signs, Trace, lasts
from gamelang.runtime.program import State

SETTLED = ("converged", "diverged")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the samples of a generated value lie on draws of its target, at the end."""

    generated: str
    target: str
    coverage: float
    spread: float
    reach: float


@dataclass(frozen=True, slots=True)
class Rotation:
    """Estimates of ‖A‖ and ‖S‖, root mean squares over the records of the last half."""

    A: float
    S: float


@dataclass(frozen=True, slots=True)
class Health:
    """What stands in the summary and, as `health`, in JSON."""

    cycle: Cycle | None = None
    dominated: Domination | None = None
    coverage: tuple[Coverage, ...] = ()
    rotation: Rotation | None = None

    def after(self, outcome: Outcome) -> Health:
        """What is still worth saying: turns within rounding are none."""
        return replace(self, cycle=None, dominated=None) if outcome in SETTLED else self

    @property
    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: [asdict(v) for v in value]
            if isinstance(value, tuple)
            else value and asdict(value)
            for name, value in found.items()
        }


def health(
    game: TypedGame, cover: Cover | None, rows: Row, trace: Trace, state: State
) -> tuple[Health, Signs]:
    """Everything that was seen, and what it means for the outcome."""
    if not trace.finite[-1]:
        return Health(), Signs()
    turning, dominated, signs = seen(rows, trace, is_noisy(game), least(game))
    covered = {} if cover is None else cover.measured(state, int(trace.step[-1]))
    found = Health(turning, dominated, _named(game, covered), _rotation(rows, trace))
    collapsed = cover is not None and _collapsed(rows, trace, covered, cover.every)
    return found, replace(signs, collapsed=collapsed)


def seen(
    rows: Row, trace: Trace, noisy: bool, bounds: Mapping[str, float]
) -> tuple[Cycle | None, Domination | None, Signs]:
    """What the records alone tell. `bounds`: how low each player's loss can be."""
    half = trace.since(float(trace.step[-1]) / 2)
    turning, dominated = cycle(half, noisy), domination(rows, trace, bounds)
    cycles = turning is not None and lasts(half)
    return turning, dominated, Signs(noisy, dominated is not None, cycles=cycles)


def is_noisy(game: TypedGame) -> bool:
    """Whether the batches of two steps differ."""
    whole = {sampler.name for sampler in game.samplers if sampler.batch == "all"}
    return any(
        not isinstance(record.distribution, Rows) or record.sampler not in whole
        for record in game.randoms
    )


def _named(game: TypedGame, covered: Mapping[str, Any]) -> tuple[Coverage, ...]:
    if not covered:
        return ()
    targets = {target.generated: target.target for target in sampled(game).targets}
    return tuple(
        Coverage(name, targets[name], float(x[COVERAGE]), float(x[SPREAD]), float(x[REACH]))
        for name, x in covered.items()
    )


def _collapsed(rows: Row, trace: Trace, covered: Mapping[str, Any], every: int) -> bool:
    """Whether the samples of some value cover few modes at the end, and whenever that was measured
    in the last half."""
    if int(trace.step[-1]) < LEAST_STEPS:
        return False
    due = (trace.step >= trace.step[-1] / 2) & (trace.step % every == 0)
    return any(
        stays_few([*_measured(rows.coverage.get(name), due), x]) for name, x in covered.items()
    )


def _measured(column: Any, due: Any) -> Any:
    """What was measured in the records that are due."""
    if column is None:
        return ()
    found = column[due]
    return found[~np.isnan(found).any(axis=1)]


def _rotation(rows: Row, trace: Trace) -> Rotation | None:
    if not rows.parts:
        return None
    late = trace.step >= trace.step[-1] / 2
    A, S = (float(np.sqrt(rows.parts[name][late].mean(dtype=np.float64))) for name in "AS")
    return Rotation(A, S)
