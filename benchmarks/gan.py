"""The generated step of a ring GAN against expert JAX, and SGA in PyTorch, on the same batch.

    python benchmarks/gan.py [--hidden 64 256] [--json] [--torch PYTHON]

Batch 512, two networks of two hidden layers, float32. Flops come from XLA's cost analysis of one
step; times are medians of alternating runs. By hand: gradients by `jax.grad`, products by one
linearisation, shared. Targets: SGD 1.01 times the flops by hand, aligned SGA at most 5 times SGD,
unaligned SGA of a zero-sum game at most 2.4 times; time 1.05 times. Exit 1 where flops miss.

`--torch` names a Python that can import PyTorch; it runs the same games there (torch_gan.py).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp

from gamelang import compiler
from gamelang.codegen.load import load
from gamelang.codegen.module import emit
from gamelang.core.game import Chosen
from gamelang.source import Source

RUNS, STEPS, RATE, STRENGTH, EPSILON = 21, 20, 1e-3, 1.0, 0.1
FLOPS, ALIGNED, BLOCKS = 1.01, 5.0, 2.4
SPEC = """game ring_gan
sampler data:
    batch 512
    x: vector[2] ~ ring(modes=8, radius=2, std=0.05)
sampler noise:
    batch 512
    z: vector[16] ~ normal(0, 1)
let fake = G(z)
player generator:
    net G: vector[16] -> vector[2] = mlp({h}, {h}, activation=relu)
    {goal}
player discriminator:
    net D: vector[2] -> real = mlp({h}, {h}, activation=relu)
    minimize E[softplus(-D(x)) + softplus(D(fake))]
"""
GOALS = {
    "non-saturating": "minimize E[softplus(-D(fake))]",
    "minimax": "maximize E[softplus(-D(x)) + softplus(D(fake))]",
}
Step = Callable[[Any, Any], Any]


# ---- by hand: weights as in the generated module, so that both take the same ones


def mlp(weights: Any, name: str, x: Any) -> Any:
    for layer in range(3):
        x = x @ weights[f"{name}.weight{layer}"] + weights[f"{name}.bias{layer}"]
        x = jax.nn.relu(x) if layer < 2 else x
    return x


def real(batch: Any) -> Any:
    angle = 2 * jnp.pi * batch["data.x"] / 8
    centre = 2 * jnp.stack([jnp.cos(angle), jnp.sin(angle)], axis=1)
    return centre + 0.05 * batch["data.x'1"]


def critic(g: Any, d: Any, batch: Any) -> Any:
    fake = mlp(g, "G", batch["noise.z"])
    true = jax.nn.softplus(-mlp(d, "D", real(batch)))
    return jnp.mean(true + jax.nn.softplus(mlp(d, "D", fake)))


def generator(g: Any, d: Any, batch: Any) -> Any:
    return jnp.mean(jax.nn.softplus(-mlp(d, "D", mlp(g, "G", batch["noise.z"]))))


def xi(kind: str) -> Callable[[Any, Any], Any]:
    def minimax(w: Any, batch: Any) -> Any:
        g, d = jax.grad(critic, (0, 1))(w["generator"], w["discriminator"], batch)
        return {"generator": jax.tree.map(jnp.negative, g), "discriminator": d}

    def non_saturating(w: Any, batch: Any) -> Any:
        g, d = w["generator"], w["discriminator"]
        own = jax.grad(generator)(g, d, batch)
        return {"generator": own, "discriminator": jax.grad(critic, 1)(g, d, batch)}

    return minimax if kind == "minimax" else non_saturating


def sgd(kind: str) -> Step:
    field = xi(kind)
    return lambda w, batch: down(w, field(w, batch))


def sga(kind: str) -> Step:
    """Aligned: H ξ and Hᵀξ of one linearisation."""
    field = xi(kind)

    def step(w: Any, batch: Any) -> Any:
        here, H = jax.linearize(lambda at: field(at, batch), w)
        along, (back,) = H(here), jax.linear_transpose(H, w)(here)
        turn = jax.tree.map(lambda a, b: (b - a) / 2, along, back)
        count = sum(leaf.size for leaf in jax.tree.leaves(w))
        sign = dot(here, back) * dot(turn, back) / count + EPSILON
        scale = jnp.where(sign >= 0, STRENGTH, -STRENGTH)
        return down(w, jax.tree.map(lambda x, t: x + scale * t, here, turn))

    return step


def blocks(kind: str) -> Step:
    """Unaligned and zero-sum: Aᵀξ needs the mixed derivatives alone, ∇_g⟨∂_d c, v⟩ and back."""
    assert kind == "minimax"

    def step(w: Any, batch: Any) -> Any:
        def slopes(g: Any, d: Any) -> Any:
            return jax.grad(critic, (0, 1))(g, d, batch)

        g, d = w["generator"], w["discriminator"]
        here_g, here_d = slopes(g, d)
        _, across_d = jax.jvp(lambda at: slopes(at, d)[1], (g,), (here_g,))
        _, across_g = jax.jvp(lambda at: slopes(g, at)[0], (d,), (here_d,))
        fall = {
            "generator": jax.tree.map(lambda x, a: STRENGTH * a - x, here_g, across_g),
            "discriminator": jax.tree.map(lambda x, a: x + STRENGTH * a, here_d, across_d),
        }
        return down(w, fall)

    return step


def dot(a: Any, b: Any) -> Any:
    return sum(map(jnp.vdot, jax.tree.leaves(a), jax.tree.leaves(b)))


def down(w: Any, direction: Any) -> Any:
    return jax.tree.map(lambda x, d: x - RATE * d, w, direction)


# ---- measuring


CASES = (
    ("non-saturating", Chosen("sgd"), sgd),
    ("non-saturating", Chosen("sga"), sga),
    ("minimax", Chosen("sgd"), sgd),
    ("minimax", Chosen("sga"), sga),
    ("minimax", Chosen("sga", keywords={"align": False}), blocks),
)


def flops(step: Step, w: Any, batch: Any) -> float:
    return float(jax.jit(step).lower(w, batch).compile().cost_analysis().get("flops", 0.0))


def seconds(step: Step, w: Any, batch: Any) -> float:
    began = time.perf_counter()
    for _ in range(STEPS):
        w = step(w, batch)
    jax.block_until_ready(w)
    return (time.perf_counter() - began) / STEPS


def measured(hidden: int) -> list[dict[str, Any]]:
    rows, plain = [], {}
    for kind, method, hand in CASES:
        text = SPEC.format(h=hidden, goal=GOALS[kind])
        game = compiler.typed(Source("ring_gan.game", text))
        module = load(emit(game, compiler.facts(game), method))
        w, batch = module.init(jax.random.key(0)), module.draw(jax.random.key(1))
        ours, theirs = (lambda at, b, m=module: m.step(at, RATE, b)), hand(kind)
        assert agree(ours(w, batch), theirs(w, batch)), f"{kind}, {method.name}: the steps differ"
        mine, by_hand = flops(ours, w, batch), flops(theirs, w, batch)
        a, b = jax.jit(ours), jax.jit(theirs)
        seconds(a, w, batch), seconds(b, w, batch)
        pairs = [(seconds(a, w, batch), seconds(b, w, batch)) for _ in range(RUNS)]
        each = statistics.median(p for p, _ in pairs)
        if method.name == "sgd":
            plain[kind] = (mine, each)
        rows.append(
            {
                "hidden": hidden,
                "game": kind,
                "method": method.name
                + ("" if method.keywords.get("align", True) else ", unaligned"),
                "flops": mine,
                "flops / by hand": mine / by_hand,
                "flops / sgd": mine / plain[kind][0],
                "ms": each * 1e3,
                "time / by hand": statistics.median(p / q for p, q in pairs),
                "time / sgd": each / plain[kind][1],
            }
        )
    return rows


def agree(a: Any, b: Any) -> bool:
    close = jax.tree.map(lambda p, q: bool(jnp.allclose(p, q, rtol=1e-4, atol=1e-6)), a, b)
    return all(jax.tree.leaves(close))


def missed(row: dict[str, Any]) -> bool:
    limit = {"sga": ALIGNED, "sga, unaligned": BLOCKS}.get(row["method"], 1.0)
    return row["flops / by hand"] > FLOPS or row["flops / sgd"] > limit


def shown(rows: list[dict[str, Any]]) -> None:
    print("".join(f"{name:>16}" for name in rows[0]))
    for row in rows:
        cells = (f"{v:.4g}" if isinstance(v, float) else str(v) for v in row.values())
        print("".join(f"{cell:>16}" for cell in cells))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hidden", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--torch", metavar="PYTHON")
    wanted = parser.parse_args()
    rows = [row for hidden in wanted.hidden for row in measured(hidden)]
    print(json.dumps(rows)) if wanted.json else shown(rows)
    if wanted.torch:
        beside = Path(__file__).with_name("torch_gan.py")
        subprocess.run([wanted.torch, beside, *map(str, wanted.hidden)], check=True)
    return int(any(map(missed, rows)))


if __name__ == "__main__":
    sys.exit(main())
