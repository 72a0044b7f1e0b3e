"""Generated steps against hand-written JAX for the same games: compiled flops, and time.

    python benchmarks/steps.py [--json]

Flops come from XLA's cost analysis of one jitted step and have no noise; time is the median over
alternating runs of a compiled loop of steps. Targets: flops at most 1.01, time at most 1.05 times
the hand-written step. Exit 1 where flops miss theirs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from gamelang import compiler
from gamelang.codegen.load import load
from gamelang.codegen.module import emit
from gamelang.core.verdicts import Facts
from gamelang.source import Source

Step = Callable[[Any, Any], Any]
SPECS = Path(__file__).parents[1] / "specs"
RUNS, RATE = 41, 1e-3
FLOPS, TIME = 1.01, 1.05

BILINEAR = """game bilinear
dim n = 500
const A: matrix[n, n] = npy("A.npy")
player row:
    x: vector[n] = 1
    minimize dot(x, A @ y)
player column:
    y: vector[n] = 1
    maximize dot(x, A @ y)
"""
COURNOT = """game cournot
dim n = 50
const a > 0 = 10
const b > 0 = 1
const c >= 0 = 1
let price = a - b * sum(q)
player firm[i in n]:
    q: real >= 0 = 0.1 * (i + 1)
    maximize q[i] * (price - c)
"""
PROVED = Facts(hamiltonian=True, zero_sum=True, quadratic=True)


def matrix() -> np.ndarray[Any, Any]:
    return np.random.default_rng(0).normal(size=(500, 500)) / 40


def source(name: str) -> Source:
    path = SPECS / f"{name}.game"
    return Source(path.name, path.read_text(encoding="utf-8"), path.parent)


def large_bilinear(folder: Path) -> Source:
    np.save(folder / "A.npy", matrix())
    return Source("bilinear.game", BILINEAR, folder)


# ---- by hand


def hand_bilinear(strength: float | None) -> Step:
    def step(w: Any, rate: Any) -> Any:
        x, y = w["min_player"]["x"], w["max_player"]["y"]
        gx, gy = y, -x
        if strength is not None:  # Hamiltonian: the turn is Hᵀξ
            gx, gy = y + strength * x, strength * y - x
        return {"min_player": {"x": x - rate * gx}, "max_player": {"y": y - rate * gy}}

    return step


def hand_large_bilinear(strength: float | None) -> Step:
    table = matrix()

    def step(w: Any, rate: Any) -> Any:
        A = jnp.asarray(table)
        x, y = w["row"]["x"], w["column"]["y"]
        gx, gy = A @ y, -(A.T @ x)
        if strength is not None:
            gx, gy = gx - strength * (A @ gy), gy + strength * (A.T @ gx)
        return {"row": {"x": x - rate * gx}, "column": {"y": y - rate * gy}}

    return step


def hand_four_players(strength: float | None) -> Step:
    e, epsilon = 0.01, 0.1

    def step(p: Any, rate: Any) -> Any:
        w, x, y, z = p["first"]["w"], p["second"]["x"], p["third"]["y"], p["fourth"]["z"]
        g = (e * w + x + y + z, e * x + y + z - w, e * y + z - w - x, e * z - w - x - y)
        if strength is not None:
            a, b, c, d = g
            h = (e * a + b + c + d, e * b + c + d - a, e * c + d - a - b, e * d - a - b - c)
            ht = (e * a - b - c - d, a + e * b - c - d, a + b + e * c - d, a + b + c + e * d)
            g = aligned(g, h, ht, strength, epsilon)
        moved = [u - rate * v for u, v in zip((w, x, y, z), g, strict=True)]
        names = (("first", "w"), ("second", "x"), ("third", "y"), ("fourth", "z"))
        return {player: {name: m} for (player, name), m in zip(names, moved, strict=True)}

    return step


def aligned(g: Any, h: Any, ht: Any, strength: float, epsilon: float) -> Any:
    """ξ + λAᵀξ for scalars, λ's sign that of ⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩/d + ε."""
    turn = [(q - p) / 2 for p, q in zip(h, ht, strict=True)]
    first = sum(p * q for p, q in zip(g, ht, strict=True))
    second = sum(p * q for p, q in zip(turn, ht, strict=True))
    scale = jnp.where(first * second / len(g) + epsilon >= 0, strength, -strength)
    return [p + scale * q for p, q in zip(g, turn, strict=True)]


def hand_cournot(strength: float | None) -> Step:
    a, b, c = 10.0, 1.0, 1.0

    def step(w: Any, rate: Any) -> Any:  # a potential game: SGA is SGD
        q = w["firm"]["q"]
        slope = b * q + (b * jnp.sum(q) + (c - a))
        return {"firm": {"q": jnp.maximum(q - rate * slope, 0.0)}}

    return step


def hand_dirac(strength: float | None) -> Step:
    epsilon = 0.1

    def step(w: Any, rate: Any) -> Any:
        theta, psi = w["generator"]["theta"], w["discriminator"]["psi"]
        s = jax.nn.sigmoid(-psi * theta)
        g = (s * psi, -s * theta)
        if strength is not None:
            slope = s * (1.0 - s)
            a, b = g
            along = slope * (psi * a + theta * b)
            back = slope * (psi * a - theta * b)
            h = (s * b - psi * along, theta * along - s * a)
            ht = (-psi * back - s * b, s * a - theta * back)
            g = aligned(g, h, ht, strength, epsilon)
        return {
            "generator": {"theta": theta - rate * g[0]},
            "discriminator": {"psi": psi - rate * g[1]},
        }

    return step


# ---- measuring


def flops(step: Step, w: Any) -> float:
    cost = jax.jit(step).lower(w, RATE).compile().cost_analysis()
    return float(cost.get("flops", 0.0))


def looped(step: Step, count: int) -> Callable[[Any], Any]:
    return jax.jit(lambda w: lax.fori_loop(0, count, lambda _, at: step(at, RATE), w))


def seconds(run: Callable[[Any], Any], w: Any) -> float:
    start = time.perf_counter()
    jax.block_until_ready(run(w))
    return time.perf_counter() - start


def time_ratio(ours: Step, theirs: Step, w: Any, count: int) -> tuple[float, float]:
    """Our time over theirs, and theirs a step: medians of alternating runs."""
    a, b = looped(ours, count), looped(theirs, count)
    seconds(a, w), seconds(b, w)
    pairs = [(seconds(a, w), seconds(b, w)) for _ in range(RUNS)]
    mine, hand = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine / hand, hand / count


def agree(ours: Step, theirs: Step, w: Any) -> bool:
    close = jax.tree.map(
        lambda p, q: bool(jnp.allclose(p, q, rtol=1e-10)), ours(w, RATE), theirs(w, RATE)
    )
    return all(jax.tree.leaves(close))


def measured(name: str, text: Source, hand: Any, count: int) -> list[Any]:
    game = compiler.typed(text)
    facts = PROVED if name == "bilinear 1000" else compiler.facts(game)
    rows = []
    for method, strength in (("sgd", None), ("sga", 1.0)):
        module = load(emit(game, facts, method))
        w = module.init(jax.random.key(0))
        theirs = hand(strength)
        assert agree(module.step, theirs, w), f"{name}, {method}: the two steps differ"
        mine, by_hand = flops(module.step, w), flops(theirs, w)
        ratio, each = time_ratio(module.step, theirs, w, count)
        rows.append((name, method, mine, by_hand, mine / by_hand, ratio, each * 1e6))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    jax.config.update("jax_enable_x64", True)
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            *measured("bilinear 2", source("bilinear"), hand_bilinear, 100_000),
            *measured("bilinear 1000", large_bilinear(Path(folder)), hand_large_bilinear, 100),
            *measured("four players", source("four_players"), hand_four_players, 100_000),
            *measured("cournot 50", Source("cournot.game", COURNOT), hand_cournot, 50_000),
            *measured("dirac-gan", source("dirac_gan"), hand_dirac, 50_000),
        ]
    if as_json:
        keys = (
            "game",
            "method",
            "flops",
            "flops_by_hand",
            "flops_ratio",
            "time_ratio",
            "us_by_hand",
        )
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows]))
    else:
        print(
            f"{'game':15} {'method':6} {'flops':>10} {'by hand':>10} {'ratio':>7} {'time':>7}   µs"
        )
        for name, method, mine, by_hand, ratio, taken, each in rows:
            text = f"{name:15} {method:6} {mine:10.0f} {by_hand:10.0f} {ratio:7.3f} {taken:7.3f}"
            print(f"{text} {each:8.3f}")
    return int(any(row[4] > FLOPS for row in rows))


if __name__ == "__main__":
    sys.exit(main())
