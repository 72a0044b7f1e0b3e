"""The second start of a run against the first: what the cache of compiled programs saves.

    python benchmarks/starts.py [--json]

Each game is run for one step by `gamelang run` as a process of its own, twice, with a cache that is
empty at first; three times over, the median counts. A start is the time from text to first step
(`compile_seconds`: code generation, tracing, compiling); the whole process, which also imports
Python's libraries, stands beside it. Target: a second start at most a third of the first. Exit 1
where a game of networks misses it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET = 1 / 3
TIMES = 3
SPECS = Path(__file__).parents[1] / "specs"
GAN = """\
game gan "A ring of eight, networks of 64 written out"
dim n = 64
sampler data:
    x: vector[2] ~ ring(modes=8, radius=2, std=0.05)
sampler noise:
    z: vector[16] ~ normal(0, 1)
let h1 = tanh(z @ A1 + a1)
let h2 = tanh(h1 @ A2 + a2)
let fake = h2 @ A3 + a3
fn score(y: vector[2]) = dot(tanh(tanh(y @ B1 + b1) @ B2 + b2), B3)
player generator:
    A1: matrix[16, n] ~ normal(0, 0.2)
    a1: vector[n] = 0
    A2: matrix[n, n] ~ normal(0, 0.1)
    a2: vector[n] = 0
    A3: matrix[n, 2] ~ normal(0, 0.1)
    a3: vector[2] = 0
    minimize E[softplus(-score(fake))]
player discriminator:
    B1: matrix[2, n] ~ normal(0, 0.5)
    b1: vector[n] = 0
    B2: matrix[n, n] ~ normal(0, 0.1)
    b2: vector[n] = 0
    B3: vector[n] ~ normal(0, 0.1)
    minimize E[softplus(-score(x)) + softplus(score(fake))]
train:
    method sga(strength=0.5)
    optimizer adam(rate=1e-3)
"""
GAMES = ("gan", "four_players", "iterated_prisoners_dilemma", "rock_paper_scissors_softmax")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    rows = {game: measured(game) for game in GAMES}
    if wanted.json:
        print(json.dumps(rows, indent=2))
    else:
        for game, row in rows.items():
            print(f"{game:30}" + "".join(f"{name} {value:7.3f}  " for name, value in row.items()))
    return 1 if rows["gan"]["ratio"] > TARGET else 0


def measured(game: str) -> dict[str, float]:
    """Medians: seconds to the first step and of the process, the first and the second time."""
    pairs = [pair(game) for _ in range(TIMES)]
    first, second, process, again = (
        statistics.median(pair[k][part] for pair in pairs) for part in (0, 1) for k in (0, 1)
    )
    return {
        "first": first,
        "second": second,
        "ratio": statistics.median(b[0] / a[0] for a, b in pairs),
        "process": process,
        "process again": again,
    }


def pair(game: str) -> list[tuple[float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        file = SPECS / f"{game}.game"
        if game == "gan":
            file = Path(folder) / "gan.game"
            file.write_text(GAN, encoding="utf-8")
        return [started(file, Path(folder), k) for k in (1, 2)]


def started(file: Path, folder: Path, k: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "gamelang", "run", str(file), "--steps", "1", "--json"]
    cache = {"GAMELANG_CACHE": str(folder / "cache")}
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--quiet", "--out", str(folder / f"run{k}")],
        env={**os.environ, **cache},
        capture_output=True,
        text=True,
    )
    spent = time.perf_counter() - began
    assert done.stdout, done.stderr
    return json.loads(done.stdout)["compile_seconds"], spent


if __name__ == "__main__":
    sys.exit(main())
