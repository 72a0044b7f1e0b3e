"""4,096 Dirac-GANs in one sweep, against a process each, and against jax.vmap by hand.

Run with `python benchmarks/sweep.py [--json]`. A run of the sweep should take at most a hundredth
of what a process of its own takes, and its lanes at most 1.2 times the bare loop under vmap. All is
timed in turn, several times, and medians are compared: the machine may be busy.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from gamelang import sweeping
from gamelang.core.game import TypedGame
from gamelang.resources import folder
from gamelang.runtime.settings import Flags
from gamelang.runtime.sweeps.axes import axis_of
from gamelang.runtime.sweeps.following import follow
from gamelang.runtime.sweeps.sweeping import lanes_of, values_of
from gamelang.syntax.text import read_source

STEPS, EPSILON = 1000, 0.1
OVER = ("rate=1e-3..1:log:64", "strength=0..1:linear:64")
PROCESSES = 3  # runs of their own that stand for all
ROUNDS = 7
SPEC = str(folder("specs") / "dirac_gan.game")


def planned() -> Any:
    def flags(game: TypedGame) -> Flags:
        return Flags(method="sga", steps=STEPS, precision="float64")

    return sweeping.planned(read_source(SPEC), {}, flags, [axis_of(text) for text in OVER])


def lanes_seconds(plan: Any) -> Callable[[], None]:
    """The compiled lanes with their records, without rows and outcomes."""
    [group] = plan.groups(range(plan.grid.runs))
    lanes, values = lanes_of(plan, group), values_of(plan, group.runs)
    return lambda: void(follow(lanes, values, 2, lambda step: None))


def void(_: Any) -> None:
    return None


def by_hand(plan: Any) -> Callable[[], None]:
    """Aligned SGA on the Dirac-GAN as an expert writes it, in a loop under vmap."""

    def step(w: Any, rate: Any, strength: Any) -> Any:
        theta, psi = w
        product = psi * theta
        slope, bend = jax.nn.sigmoid(-product), jax.nn.sigmoid(product)
        bend = -slope * bend  # f' and f'' of f(t) = -softplus(-t)
        mixed = slope + product * bend
        own = psi * psi * bend, -theta * theta * bend
        xi = psi * slope, -theta * slope
        ahead = own[0] * xi[0] + mixed * xi[1], -mixed * xi[0] + own[1] * xi[1]
        back = own[0] * xi[0] - mixed * xi[1], mixed * xi[0] + own[1] * xi[1]
        turn = (back[0] - ahead[0]) / 2, (back[1] - ahead[1]) / 2
        first, second = (a[0] * back[0] + a[1] * back[1] for a in (xi, turn))
        aligned = jnp.where(first * second / 2 + EPSILON >= 0, strength, -strength)
        moved = (xi[0] + aligned * turn[0], xi[1] + aligned * turn[1])
        return theta - rate * moved[0], psi - rate * moved[1]

    def run(rate: Any, strength: Any) -> Any:
        start = jnp.ones(()), jnp.ones(())
        return jax.lax.fori_loop(0, STEPS, lambda _, w: step(w, rate, strength), start)

    values = values_of(plan, range(plan.grid.runs))
    rate, strength = values["rate"], values["hyperparameters"]["strength"]
    bare = jax.jit(jax.vmap(run))
    return lambda: void(jax.block_until_ready(bare(rate, strength)))


def whole_seconds(plan: Any) -> Callable[[], None]:
    """Compilation, rows and outcomes counted."""
    return lambda: void(sweeping.swept(plan))


def process_seconds() -> float:
    """One run as a process of its own, what it compiles kept from earlier ones."""
    command = [sys.executable, "-m", "gamelang", "run", SPEC, "--method", "sga", "--quiet"]
    times = []
    with tempfile.TemporaryDirectory() as parent:
        for k in range(PROCESSES + 1):
            out = ["--rate", "0.1", "--steps", str(STEPS), "--out", str(Path(parent) / str(k))]
            began = time.perf_counter()
            subprocess.run([*command, *out], check=True, capture_output=True)
            times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def in_turn(*functions: Callable[[], None]) -> list[float]:
    """The median seconds of each, after one that does not count."""
    for function in functions:
        function()
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, spent in zip(functions, times, strict=True):
            began = time.perf_counter()
            function()
            spent.append(time.perf_counter() - began)
    return [statistics.median(spent) for spent in times]


def shared_seconds(processes: int, steps: int) -> float:
    """A longer sweep as a command, by so many processes."""
    with tempfile.TemporaryDirectory() as parent:
        over = [word for text in OVER for word in ("--over", text)]
        rest = ["--steps", str(steps), "--processes", str(processes), "--quiet"]
        out = ["-o", str(Path(parent) / "rows.csv")]
        began = time.perf_counter()
        command = [sys.executable, "-m", "gamelang", "sweep", SPEC, *over, *rest, *out]
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shared-steps", type=int, default=200_000)
    arguments = parser.parse_args()
    with jax.enable_x64(True):
        plan = planned()
        lanes, bare = in_turn(lanes_seconds(plan), by_hand(plan))
    began = time.perf_counter()
    whole_seconds(plan)()
    whole = time.perf_counter() - began
    alone = process_seconds()
    pairs = [
        (shared_seconds(1, arguments.shared_steps), shared_seconds(2, arguments.shared_steps))
        for _ in range(2)
    ]
    runs = plan.grid.runs
    found = {
        "runs": runs,
        "a run of the sweep, ms": 1e3 * whole / runs,
        "a process, ms": 1e3 * alone,
        "process / run": alone * runs / whole,
        "lanes, s": lanes,
        "bare vmap, s": bare,
        "lanes / bare": lanes / bare,
        "one process / two": float(np.median([one / two for one, two in pairs])),
    }
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name:24} {value:,.3g}")


if __name__ == "__main__":
    main()
