"""The pipeline of a sweep: text to a plan, and from there to tables of rows.

A sweep is many runs of one game. What a single run does stands in compiler.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Facts
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.runtime.settings import Flags
    from gamelang.runtime.sweeps.axes import Axis
    from gamelang.runtime.sweeps.plan import Plan
    from gamelang.runtime.sweeps.table import Table


def planned(
    source: Source,
    values: Mapping[str, Any],
    flags: Callable[[TypedGame], Flags],
    axes: Sequence[Axis],
    seeds: int | None = None,
) -> Plan:
    """A sweep in which everything has a meaning and was looked at. Raises Rejected."""
    from gamelang.runtime.sweeps.axes import grid_of
    from gamelang.runtime.sweeps.plan import Asked, plan_of

    game = compiler.typed(source, values)
    wishes = flags(game)
    seed = wishes.seed if wishes.seed is not None else game.train.seed or 0
    grid = grid_of(axes, seeds, seed)

    def make(texts: Mapping[str, Any]) -> TypedGame:
        return compiler.typed(source, texts)

    return plan_of(Asked(make, proved, values, wishes, grid))


def proved(game: TypedGame) -> Facts:
    """What holds of a game whatever the values of constants that have none here. Such a game has
    no text of its own, so a process of its own cannot prove it."""
    from gamelang.analyses.analysis import facts

    if not game.unbound:
        return compiler.facts(game)
    readable = compiler.on_every_batch(game)
    return facts(readable, compiler.FACTS_BUDGET if compiler.is_light(game) else 0)


def swept(plan: Plan, runs: Sequence[int] | None = None) -> Table:
    """All rows of a sweep, or those of these runs."""
    from gamelang.runtime.sweeps.sweeping import sweep
    from gamelang.runtime.sweeps.table import joined

    found: list[Table] = []
    sweep(plan, range(plan.grid.runs) if runs is None else runs, found.append)
    return joined(found)
