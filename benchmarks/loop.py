"""The loop of a run against a bare lax.scan: 100,000 SGA steps of matching pennies.

Run with `python benchmarks/loop.py`. A run with its records, its folder and its outcome should
take at most 1.5 times the scan of a step written by hand, plus 0.1 s, after compilation.
"""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp

from gamelang import compiler
from gamelang.core.verdicts import Facts
from gamelang.resources import folder
from gamelang.runtime.folder import new_folder
from gamelang.runtime.running import run
from gamelang.runtime.settings import Flags
from gamelang.syntax.text import read_source

STEPS = 100_000
RATE, EPSILON = 0.05, 0.1


def by_hand(w: tuple[Any, Any], _: None) -> tuple[tuple[Any, Any], None]:
    """One step of aligned SGA on xy and −xy, as an expert writes it."""
    x, y = w
    xi = (y, -x)
    H_xi, HT_xi = (-x, -y), (x, y)
    turn = ((HT_xi[0] - H_xi[0]) / 2, (HT_xi[1] - H_xi[1]) / 2)
    slope = xi[0] * HT_xi[0] + xi[1] * HT_xi[1]
    measure = slope * (turn[0] * HT_xi[0] + turn[1] * HT_xi[1]) / 2 + EPSILON
    strength = jnp.where(measure >= 0, 1.0, -1.0)
    return (
        x - RATE * (xi[0] + strength * turn[0]),
        y - RATE * (xi[1] + strength * turn[1]),
    ), None


def scan_seconds() -> float:
    start = (jnp.asarray(0.5), jnp.asarray(-0.5))
    bare = jax.jit(lambda w: jax.lax.scan(by_hand, w, None, length=STEPS)[0])
    jax.block_until_ready(bare(start))
    times = []
    for _ in range(9):
        began = time.perf_counter()
        jax.block_until_ready(bare(start))
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def run_seconds(parent: Path) -> float:
    game = compiler.typed(read_source(str(folder("specs") / "matching_pennies.game")), {})
    fields = compiler.fields(game, Facts(hamiltonian=True, zero_sum=True))
    flags = Flags(method="sga", rate=RATE, steps=STEPS)
    settings = compiler.settled(game, fields, flags)
    found = [run(game, settings, fields, new_folder(game.name, parent)) for _ in range(9)]
    assert all(result.outcome == "converged" for result in found)
    return statistics.median(result.seconds for result in found)


def main() -> None:
    jax.config.update("jax_enable_x64", True)
    with tempfile.TemporaryDirectory() as parent:
        whole = run_seconds(Path(parent))
    bare = scan_seconds()
    allowed = 1.5 * bare + 0.1
    print(f"bare scan {bare * 1e3:.2f} ms, whole run {whole * 1e3:.1f} ms")
    print(f"allowed {allowed * 1e3:.1f} ms: used {whole / allowed:.0%}")


if __name__ == "__main__":
    main()
