"""Large games: two-layer tanh networks against each other, from a thousand parameters to a million.

    python benchmarks/large.py [--json] [--budget 10]

For each size: text to typed game (read), all verdicts proved and re-checked (check), the size of
the certificate and the time to verify it, and the time of a whole `gamelang check` process. Then a
potential game whose potential no proof finds, where Gaussian probes estimate ‖A‖ (estimated).
Target: a whole process within 10 seconds at a million parameters. Exit 1 where it is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from gamelang import compiler
from gamelang.certify.document import verify
from gamelang.source import Source

TARGET = 10.0  # seconds
HIDDEN = (20, 204, 2_040, 20_408)
OPEN_SIZES = (10_100, 500_000)
GAN = """game tanh_gan
dim hidden
dim noise = 16
dim out = 16
dim count = 16
const Z: matrix[count, noise] = [[((7 * i + 3 * j) % 11 - 5) / 5 for j in noise] for i in count]
const X: matrix[count, out] = [[((5 * i + 2 * j) % 13 - 6) / 6 for j in out] for i in count]
fn score(V: matrix[out, hidden], w: vector[hidden], Y: matrix[count, out]) = tanh(Y @ V) @ w
player generator:
    G1: matrix[noise, hidden]
    G2: matrix[hidden, out]
    minimize -mean(score(V, w, tanh(Z @ G1) @ G2))
player critic:
    V: matrix[out, hidden]
    w: vector[hidden]
    minimize mean(score(V, w, tanh(Z @ G1) @ G2)) - mean(score(V, w, X)) + norm2(w) / 10
"""
OPEN = """game open
dim hidden
player one:
    x: vector[hidden]
    minimize sum(sigmoid(2 * x + 2 * y))
player two:
    y: vector[hidden]
    minimize sum((tanh(x + y) + 1) / 2)
"""


def measured(text: str, hidden: int, budget: float) -> dict[str, Any]:
    """Times of the stages in this process, and of a whole process."""
    began = time.perf_counter()
    game = compiler.typed(Source("large.game", text), {"hidden": hidden})
    read = time.perf_counter()
    checked = compiler.answered(game, budget)
    done = time.perf_counter()
    document = json.dumps(compiler.certificate(checked))
    written = time.perf_counter()
    verified = verify(json.loads(document)).ok
    verdicts = checked.analysis.verdicts
    return {
        "game": game.name,
        "parameters": compiler.parameters_total(game),
        "verdicts": dict(Counter(f"{v.status} ({v.proof})" for v in verdicts.values())),
        "potential": verdicts["potential"].reason,
        "read_seconds": read - began,
        "check_seconds": done - read,
        "certificate_bytes": len(document),
        "verify_seconds": time.perf_counter() - written,
        "verified": verified,
        "process_seconds": process(text, hidden, budget),
    }


def process(text: str, hidden: int, budget: float) -> float:
    """A whole `gamelang check`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.game")
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "gamelang", "check", str(path), "--json"]
        more = ["--set", f"hidden={hidden}", "--budget", str(budget)]
        began = time.perf_counter()
        subprocess.run([*command, *more], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--json", action="store_true")
    options.add_argument("--budget", type=float, default=10.0)
    given = options.parse_args()
    rows = [measured(GAN, hidden, given.budget) for hidden in HIDDEN]
    rows += [measured(OPEN, hidden, given.budget) for hidden in OPEN_SIZES]
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        print("game       parameters    read   check  verify  process  certificate  answers")
        for row in rows:
            answers = ", ".join(f"{n} {what}" for what, n in row["verdicts"].items())
            print(
                f"{row['game']:9} {row['parameters']:11,} {row['read_seconds']:6.2f}s"
                f" {row['check_seconds']:6.2f}s {row['verify_seconds']:6.2f}s"
                f" {row['process_seconds']:7.2f}s {row['certificate_bytes']:10,} B  {answers}"
            )
            print(f"          potential: {row['potential']}")
    largest = [row for row in rows if row["parameters"] > 900_000]
    slow = any(row["process_seconds"] > TARGET for row in largest)
    return int(slow or not all(row["verified"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
