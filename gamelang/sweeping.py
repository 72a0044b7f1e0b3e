"""The pipeline of a sweep: text to a plan, and from there to tables of rows.

A sweep is many runs of one game. What a single run does stands in compiler.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Facts
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.runtime.settings import Flags
    from gamelang.runtime.sweeps.axes import Axis
    from gamelang.runtime.sweeps.company import Company
    from gamelang.runtime.sweeps.digest import Digest
    from gamelang.runtime.sweeps.output import Output
    from gamelang.runtime.sweeps.plan import Plan
    from gamelang.runtime.sweeps.sweeping import Progress
    from gamelang.runtime.sweeps.table import Table

SECONDS = 2.0  # between looks at what several processes wrote


@dataclass(frozen=True, slots=True)
class Asked:
    """A sweep that nothing is left to refuse of: its plan, which runs, and where its rows go."""

    plan: Plan
    runs: range
    manifest: Mapping[str, Any]
    output: Output | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep as far as it came. `over`: the axes by name with their values; `programs`: how many
    were compiled; `notes`: sentences on that; `total`: the runs that it was to make."""

    game: str
    over: Mapping[str, list[Any]]
    programs: int
    notes: tuple[str, ...]
    rows: Table
    total: int
    digest: Digest
    interrupted: bool
    output: Path | None
    seconds: float


def asked(
    source: Source,
    values: Mapping[str, Any],
    flags: Callable[[TypedGame], Flags],
    over: Sequence[str],
    seeds: int | None = None,
    shard: str | None = None,
    output: Path | None = None,
) -> Asked:
    """What the command line asks for. Raises Rejected."""
    from gamelang.runtime.sweeps import axes
    from gamelang.runtime.sweeps.described import manifest_of
    from gamelang.runtime.sweeps.output import output_at

    place = None if output is None else output_at(output)
    plan = planned(source, values, flags, [axes.axis_of(text) for text in over], seeds)
    runs = axes.shard(plan.grid.runs, shard)
    return Asked(plan, runs, manifest_of(source, values, plan.asked.flags, plan.grid, shard), place)


def resumed(path: Path) -> Asked:
    """The sweep that this file holds, as its manifest has it. Raises Rejected."""
    from gamelang.runtime.sweeps import axes, described
    from gamelang.runtime.sweeps.output import output_at

    place = output_at(path)
    manifest = place.manifest()
    if manifest is None:
        text = f"there is no sweep in {path} to go on with"
        raise axes.refused("G564", text, f"{place.manifest_path.name} would stand beside it")
    source, flags = described.source_of(manifest), described.flags_again(manifest)
    plan = planned(source, manifest["set"], lambda game: flags, described.axes_of(manifest))
    now = described.manifest_of(
        source, manifest["set"], flags, plan.grid, manifest["shard"]
    )  # its data may have changed
    return Asked(plan, axes.shard(plan.grid.runs, manifest["shard"]), now, place)


def axes_of(over: Mapping[str, Any]) -> list[Axis]:
    """What Python varies, by name. Raises Rejected."""
    from gamelang.runtime.sweeps.axes import axis_from_python

    return [axis_from_python(name, values) for name, values in over.items()]


def planned(
    source: Source,
    values: Mapping[str, Any],
    flags: Callable[[TypedGame], Flags],
    axes: Sequence[Axis],
    seeds: int | None = None,
) -> Plan:
    """A sweep in which everything has a meaning and was looked at. Raises Rejected."""
    from gamelang.runtime.sweeps import plan
    from gamelang.runtime.sweeps.axes import grid_of

    game = compiler.typed(source, values)
    wishes = flags(game)
    first = wishes.seed if wishes.seed is not None else game.train.seed or 0
    grid = grid_of(axes, seeds, first)

    def make(texts: Mapping[str, Any]) -> TypedGame:
        return compiler.typed(source, texts)

    return plan.plan_of(plan.Asked(make, proved, values, wishes, grid))


def swept(plan: Plan) -> Table:
    """All rows of a sweep. Raises KeyboardInterrupt."""
    from gamelang.runtime.sweeps.sweeping import sweep
    from gamelang.runtime.sweeps.table import joined

    found: list[Table] = []
    if sweep(plan, range(plan.grid.runs), found.append):
        raise KeyboardInterrupt
    return joined(found)


def proved(game: TypedGame) -> Facts:
    """What holds of a game whatever the values of constants that have none here. Such a game has
    no text of its own, so a process of its own cannot prove it."""
    from gamelang.analyses.analysis import facts

    if not game.unbound:
        return compiler.facts(game)
    light = compiler.is_light(game)
    return facts(compiler.on_every_batch(game), compiler.FACTS_BUDGET if light else 0)


def company(processes: int | None) -> Company:
    """Who shares the sweep with this process, met before JAX looks for devices. Raises Rejected."""
    from gamelang.runtime.sweeps.axes import refused
    from gamelang.runtime.sweeps.company import ALONE, is_started, joined

    if processes is None or processes == 1 or not is_started():
        return ALONE
    found = joined()
    if found.of != processes:
        text = f"--processes says {processes}, and {found.of} were started"
        raise refused("G565", text, f"--processes {found.of}")
    return found


def run(asked: Asked, watch: Callable[[Progress], None], company: Company) -> Sweep | None:
    """Makes the runs that are not there yet; None in a process that does not tell of them."""
    from gamelang.runtime.sweeps.table import joined

    began, output, kept = time.perf_counter(), asked.output, list[Any]()
    if output is None:
        interrupted = _made(asked, asked.runs, kept.append, watch)
        return told(asked, joined(kept), interrupted, time.perf_counter() - began)
    interrupted = _shared(asked, output, watch, company)
    if company.of > 1 and (interrupted or not company.tells):
        if interrupted:
            raise KeyboardInterrupt
        return None
    return told(asked, output.merge(), interrupted, time.perf_counter() - began)


def _shared(
    asked: Asked, output: Output, watch: Callable[[Progress], None], company: Company
) -> bool:
    """Makes this process's part of what is not there; whether that was interrupted. What is there
    is read by all before anybody writes."""
    from gamelang.runtime.sweeps.axes import part
    from gamelang.runtime.sweeps.described import begun

    if company.leads:
        output.begin(begun(asked.manifest))
    company.wait("begun")
    there = set(output.rows().runs)
    company.wait("read")
    left = [run for run in asked.runs if run not in there]
    interrupted = _made(asked, part(left, company.which, company.of), output.add, watch)
    if not interrupted:
        company.wait("done")
        if company.leads:
            output.merge()
    return interrupted


def _made(
    asked: Asked,
    runs: Sequence[int],
    on_rows: Callable[[Table], None],
    watch: Callable[[Progress], None],
) -> bool:
    from gamelang.runtime.sweeps.sweeping import sweep

    return sweep(asked.plan, runs, on_rows, watch)


def started(asked: Asked, watch: Callable[[Progress], None], processes: int) -> Sweep:
    """Starts so many processes on this machine, which share the runs."""
    from tempfile import TemporaryDirectory

    from gamelang.runtime.sweeps.output import output_at

    if asked.output is not None:
        return _started(asked, asked.output, watch, processes)
    with TemporaryDirectory() as folder:
        return _started(asked, output_at(Path(folder) / "rows.csv"), watch, processes)


def _started(
    asked: Asked, output: Output, watch: Callable[[Progress], None], processes: int
) -> Sweep:
    from gamelang.runtime.sweeps import company
    from gamelang.runtime.sweeps.sweeping import Progress

    began = looked = time.perf_counter()
    output.begin(asked.manifest)

    def between() -> None:
        nonlocal looked
        if time.perf_counter() > looked + SECONDS:
            looked = time.perf_counter()
            watch(Progress(len(output.rows().runs), len(asked.runs), 0, asked.plan.settings.steps))

    arguments = ("sweep", "--resume", str(output.path), "--processes", str(processes), "--quiet")
    failed = company.started(processes, arguments, between)
    rows = output.merge() if failed else output.rows()
    return told(asked, rows, failed, time.perf_counter() - began)


def told(asked: Asked, rows: Table, interrupted: bool, seconds: float) -> Sweep:
    """The rows with what there is to say about them."""
    from gamelang.runtime.sweeps.axes import SEED, plain
    from gamelang.runtime.sweeps.digest import digest

    plan = asked.plan
    over = {axis.name: [plain(v) for v in axis.values] for axis in plan.grid.axes}
    return Sweep(
        plan.name,
        over,
        plan.programs,
        plan.notes,
        rows,
        len(asked.runs),
        digest(rows, [name for name in over if name != SEED]),
        interrupted,
        None if asked.output is None else asked.output.path,
        seconds,
    )
