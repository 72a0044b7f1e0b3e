"""The learning systems of docs/results: every seed from the command line, and what they reach.

    python benchmarks/results.py [NAME...] [--jobs 2] [--seeds 5]

`docs/results/NAME.toml` says which spec is run with which flags, which numbers count and what the
quality is; this makes `docs/results/NAME.md` of it. A run is `gamelang run SPEC --seed K FLAGS
--json --quiet`, a process of its own. Exit 1 if a seed misses the quality.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[1]
PAGES = HOME / "docs" / "results"


@dataclass(frozen=True, slots=True)
class Goal:
    """A number of the run's JSON and its bound; `variant` names the runs that must meet it."""

    number: str
    variant: str
    at_least: float = float("-inf")
    at_most: float = float("inf")

    def met(self, row: dict[str, Any]) -> bool:
        value = row[self.number]
        return isinstance(value, int | float) and self.at_least <= value <= self.at_most

    def __str__(self) -> str:
        low = [f"at least {self.at_least:g}"] if self.at_least > float("-inf") else []
        high = [f"at most {self.at_most:g}"] if self.at_most < float("inf") else []
        return f"`{self.number}` {' and '.join(low + high)} with {self.variant}"


@dataclass(frozen=True, slots=True)
class System:
    name: str
    title: str
    about: str
    spec: str
    numbers: tuple[str, ...]  # metrics, losses as `loss.player`, or keys of the run's JSON
    variants: dict[str, str]  # flags; a first word that is no flag is another spec
    goals: tuple[Goal, ...]
    seeds: int = 5  # 1 for a game that draws nothing

    @staticmethod
    def read(file: Path) -> System:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        goals = tuple(Goal(**goal) for goal in told.pop("goals"))
        numbers = tuple(told.pop("numbers"))
        return System(name=file.stem, goals=goals, numbers=numbers, **told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at a time")
    parser.add_argument("--seeds", type=int, help="instead of what the description says")
    wanted = parser.parse_args()
    names = wanted.names or sorted(file.stem for file in PAGES.glob("*.toml"))
    reached = True
    for name in names:
        system = System.read(PAGES / f"{name}.toml")
        rows = measured(system, range(wanted.seeds or system.seeds), wanted.jobs)
        (PAGES / f"{name}.md").write_text(page(system, rows), encoding="utf-8")
        missed = [row for goal in system.goals for row in judged(goal, rows) if not goal.met(row)]
        print(f"{name}: {'reached by every seed' if not missed else f'missed: {missed}'}")
        reached = reached and not missed
    return 0 if reached else 1


def judged(goal: Goal, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["variant"] == goal.variant]


def measured(system: System, seeds: Iterable[int], jobs: int) -> list[dict[str, Any]]:
    """One row for every variant and seed."""
    wanted = [(variant, seed) for variant in system.variants for seed in seeds]
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda one: run(system, *one), wanted))


def run(system: System, variant: str, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command(system, variant, str(seed)), "--json", "--quiet", "--out", f"{folder}/run"],
            cwd=HOME,
            capture_output=True,
            text=True,
        )
    if not done.stdout:
        sys.exit(f"{system.name}, {variant}, seed {seed}: {done.stderr}")
    result = json.loads(done.stdout)
    print(f"{system.name}, {variant}, seed {seed}: {result['outcome']}", file=sys.stderr)
    found = {name: _number(result, name) for name in system.numbers}
    seconds = result["seconds"] + result["compile_seconds"]
    return {"variant": variant, "seed": seed, **found, "outcome": result["outcome"], "s": seconds}


def _number(result: dict[str, Any], name: str) -> Any:
    if name.startswith("loss."):
        return result["losses"][name.removeprefix("loss.")]
    return result["metrics"][name] if name in result["metrics"] else result[name]


def command(system: System, variant: str, seed: str) -> list[str]:
    spec, *flags = shlex.split(told(system, variant))
    return [sys.executable, "-m", "gamelang", "run", spec, "--seed", seed, *flags]


def told(system: System, variant: str) -> str:
    """Spec and flags of a variant."""
    words = system.variants[variant]
    return words if words and not words.startswith("-") else f"{system.spec} {words}".strip()


def page(system: System, rows: list[dict[str, Any]]) -> str:
    """The whole page, from what is told and what was measured."""
    heads = ("", "seed", *system.numbers, "outcome", "seconds")
    lines = [f"# {system.title}", "", system.about.strip(), "", "## Quality", ""]
    for goal in system.goals:
        met = sum(map(goal.met, judged(goal, rows)))
        lines.append(f"- {goal}: {met} of {len(judged(goal, rows))} seeds")
    lines += ["", "## Seed by seed", "", _line(heads), _line(["---"] * len(heads))]
    for row in rows:
        numbers = (row[name] for name in system.numbers)
        lines.append(_line([row["variant"], row["seed"], *numbers, row["outcome"], row["s"]]))
    lines += ["", "## Means and standard deviations", ""]
    lines += [_line(("", *system.numbers)), _line(["---"] * (1 + len(system.numbers)))]
    for variant in system.variants:
        own = [row for row in rows if row["variant"] == variant]
        lines.append(_line([variant, *(_spread([r[n] for r in own]) for n in system.numbers)]))
    runs = [f"    ./game run {told(system, variant)} --seed 0" for variant in system.variants]
    lines += ["", "## Again", "", "One run, and all of this page:", "", *dict.fromkeys(runs)]
    lines += [f"    python benchmarks/results.py {system.name}", ""]
    return "\n".join(lines)


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(map(_text, cells)) + " |"


def _text(cell: object) -> str:
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)


def _spread(values: list[Any]) -> str:
    if not all(isinstance(value, int | float) for value in values):
        return "-"
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.4g} ± {spread:.2g}"


if __name__ == "__main__":
    sys.exit(main())
