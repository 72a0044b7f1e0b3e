"""All verdicts of a game, proved and re-checked, against SymPy's Hessian with simplify.

    python benchmarks/classify.py [--json] [--limit 60] [GAME...]

Ours: text to typed game (read); whether it is a potential or Hamiltonian game (class alone, from
nothing); all 13 verdicts, the potential and the claims with checked certificates (verdicts, from
nothing); in a warm process; every run reads a new text, so nothing is remembered.
SymPy's: H by `diff`, then `simplify` on every entry of H - H' and H + H', which answers two of the
questions, for the sizes named; in a process of its own with a time limit. The best of several runs
counts on both sides. Exit 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gamelang import compiler
from gamelang.analyses.analysis import answer
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.game import TypedGame
from gamelang.source import Source

SPECS = Path(__file__).parents[1] / "specs"
ENOUGH, MOST_RUNS = 3.0, 40  # seconds, and runs, for one game
BILINEAR = """game bilinear
dim m
dim n
const A: matrix[m, n]
player row:
    x: vector[m]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    maximize dot(x, A @ y)
"""
COURNOT = """game cournot
dim n >= 2
const a > 0
const b > 0
const c: vector[n] >= 0
player firm[i in n]:
    q: real >= 0
    maximize q[i] * (a - b * sum(q)) - c[i] * q[i]
"""
QUARTIC = """game quartic
player one:
    a: vector[2]
    minimize phi + a[0]**4 + (a[0] * c[1] - b[0] * d[1])**2
player two:
    b: vector[2]
    minimize phi + b[0]**3 * b[1] - (a[0] * c[1] - b[0] * d[1])**2
player three:
    c: vector[2]
    minimize phi + c[0]**2 * c[1]**2 - a[1] * b[1] * c[0] * d[0]
player four:
    d: vector[2]
    minimize phi + d[0] * d[1]**3 + a[1] * b[1] * c[0] * d[0]
let total = sum(a) + sum(b) + sum(c) + sum(d)
let phi = total**4 / 24 + (a[0] * b[1] - c[0] * d[1])**2
"""
POTENTIAL = """game quartic_potential
player one:
    a: vector[2]
    minimize phi + sum(b)**4
player two:
    b: vector[2]
    minimize phi + sum(c)**4
player three:
    c: vector[2]
    minimize phi + sum(d)**4
player four:
    d: vector[2]
    minimize phi + sum(a)**4
let total = sum(a) + sum(b) + sum(c) + sum(d)
let phi = total**4 / 24 + (a[0] * b[1] - c[0] * d[1])**2
"""
TULLOCK = """game tullock
dim n = 5
const V > 0 = 4
player bidder[i in n]:
    x: real > 0 = 0.25 * (i + 1)
    maximize V * x[i] / sum(x) - x[i]
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A game, how long its verdicts may take, and the sizes at which SymPy sees it."""

    name: str
    text: str
    target: float
    sizes: Mapping[str, str] = field(default_factory=dict)
    by_hand: bool = False


def spec(name: str) -> str:
    return (SPECS / f"{name}.game").read_text(encoding="utf-8")


CASES = (
    Case("x'Ay, every m and n", BILINEAR, 0.005, {"m": "3", "n": "3"}),
    Case("Cournot, every n", COURNOT, 0.005, {"n": "5"}),
    Case("quartic, 4 players, 8 parameters", QUARTIC, 2),
    Case("the same with a potential", POTENTIAL, 2),
    Case("iterated prisoner's dilemma", spec("iterated_prisoners_dilemma"), 3, by_hand=True),
    Case("softmax rock, paper, scissors", spec("rock_paper_scissors_softmax"), 1),
    Case("Tullock, 5 bidders", TULLOCK, 1),
)


@dataclass(frozen=True, slots=True)
class Ours:
    """Seconds, and what was found."""

    read: float
    alone: float
    verdicts: float
    game_class: str
    decided: int
    certified: int


def once(case: Case, number: int) -> Ours:
    """One run of a text that was not seen before."""
    source = Source("it.game", f"{case.text}# {number}\n")
    begun = time.perf_counter()
    game = compiler.typed(source)
    read = time.perf_counter()
    its_class(game)
    alone = time.perf_counter()
    checked = compiler.answered(game)
    done = time.perf_counter()
    found = checked.analysis
    statuses = [verdict.status for verdict in found.verdicts.values()]
    return Ours(
        read - begun,
        alone - read,
        done - alone,
        found.game_class,
        sum(status != "unknown" for status in statuses),
        sum(bool(verdict.certificate) for verdict in found.verdicts.values()),
    )


def its_class(game: TypedGame) -> None:
    """Whether it is a potential game, and if not whether it is Hamiltonian, with certificates."""
    inquiry = Inquiry(game, 10)
    if answer(inquiry, "potential").status != "yes":
        answer(inquiry, "hamiltonian")


def best(case: Case) -> Ours:
    once(case, 0)
    runs: list[Ours] = []
    while len(runs) < 3 or (
        sum(r.read + r.verdicts for r in runs) < ENOUGH and len(runs) < MOST_RUNS
    ):
        runs.append(once(case, len(runs) + 1))
    return min(runs, key=lambda run: run.verdicts)


# ---- SymPy


def sympy_seconds(text: str, sizes: dict[str, str], seconds: Any) -> None:
    """H by differentiation, both of its halves simplified; the losses are there already."""
    view = compiler.sympy_view(compiler.typed(Source("it.game", text), sizes))
    view.losses  # noqa: B018
    begun = time.perf_counter()
    owners = [
        (k, loss)
        for player, loss in zip(view.game.players, view.losses, strict=True)
        for k in player.coordinates
    ]
    H = [[loss.diff(view.symbols[k]).diff(s) for s in view.symbols] for k, loss in owners]
    halves(H)
    seconds.value = time.perf_counter() - begun


def by_hand(seconds: Any) -> None:
    """The iterated prisoner's dilemma as one writes it in SymPy, its inverse included: written out
    as one expression it is too long for SymPy."""
    import sympy

    x, y = sympy.symbols("x:5", real=True), sympy.symbols("y:5", real=True)
    begun = time.perf_counter()
    a, b = ([1 / (1 + sympy.exp(-logit)) for logit in logits] for logits in (x, y))
    seen = [b[0], b[1], b[3], b[2], b[4]]
    rows = [
        [p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)] for p, q in zip(a, seen, strict=True)
    ]
    gamma = sympy.Rational(24, 25)
    inverse = (sympy.eye(4) - gamma * sympy.Matrix(rows[1:])).inv()
    visits = (1 - gamma) * sympy.Matrix([rows[0]]) * inverse
    losses = [-visits.dot(sympy.Matrix(r)) for r in ([-1, -3, 0, -2], [-1, 0, -3, -2])]
    own = [(k, losses[0]) for k in x] + [(k, losses[1]) for k in y]
    H = [[loss.diff(k).diff(s) for s in (*x, *y)] for k, loss in own]
    halves(H)
    seconds.value = time.perf_counter() - begun


def halves(H: list[list[Any]]) -> None:
    """H - H' and H + H', simplified."""
    import sympy

    for sign in (-1, 1):
        for i in range(len(H)):
            for j in range(i + 1):
                sympy.simplify(H[i][j] + sign * H[j][i])


def sympy_once(case: Case, limit: float) -> float | None:
    """None: over the limit."""
    spawn = multiprocessing.get_context("spawn")
    seconds = spawn.Value("d", -1.0)
    child = (
        spawn.Process(target=by_hand, args=(seconds,))
        if case.by_hand
        else spawn.Process(target=sympy_seconds, args=(case.text, dict(case.sizes), seconds))
    )
    child.start()
    child.join(limit + 20)  # loading SymPy and writing the game out are not counted
    if child.is_alive():
        child.kill()
        child.join()
        return None
    if child.exitcode != 0:
        raise RuntimeError(f"{case.name}: SymPy's process failed")
    return seconds.value if seconds.value <= limit else None


def sympy_best(case: Case, limit: float) -> float | None:
    """The best of three fresh processes, or one if that takes long."""
    first = sympy_once(case, limit)
    if first is None or first > ENOUGH:
        return first
    again = [sympy_once(case, limit) for _ in range(2)]
    return min([first, *(seconds for seconds in again if seconds is not None)])


# ---- the whole process

WATCH = """
import sys
from gamelang.cli.main import main
try:
    main(["check", sys.argv[1]])
except SystemExit as end:
    assert not end.code, end.code
late = [name for name in ("sympy", "jax", "numpy", "pydantic") if name in sys.modules]
assert not late, late
"""


def process_seconds(case: Case) -> float:
    """`gamelang check`, from start to end; it may load neither SymPy nor JAX."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "it.game"
        path.write_text(case.text, encoding="utf-8")
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", WATCH, str(path)],
                check=True,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
            )
            times.append(time.perf_counter() - begun)
    return min(times)


# ---- the table

COLUMNS = (
    *("game", "class", "decided", "read, ms", "class alone, ms", "verdicts, ms", "target, ms"),
    *("SymPy, ms", "SymPy / ours", "process, ms"),
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def row(case: Case, limit: float) -> dict[str, Any]:
    found, theirs = best(case), sympy_best(case, limit)
    return {
        "game": case.name,
        "class": found.game_class,
        "decided": found.decided,
        "certified": found.certified,
        "read": found.read,
        "class_alone": found.alone,
        "verdicts": found.verdicts,
        "target": case.target,
        "sympy": theirs,
        "sympy_sizes": dict(case.sizes),
        "ratio": (limit if theirs is None else theirs) / found.verdicts,
        "process": process_seconds(case),
    }


def line(one: dict[str, Any], limit: float) -> str:
    sizes = ", ".join(f"{name} = {size}" for name, size in one["sympy_sizes"].items())
    over = one["sympy"] is None
    theirs = f"over {limit * 1e3:,.0f}" if over else f"{one['sympy'] * 1e3:,.0f}"
    cells = (
        one["game"],
        one["class"],
        f"{one['decided']} of 13",
        f"{one['read'] * 1e3:.1f}",
        f"{one['class_alone'] * 1e3:,.1f}",
        f"{one['verdicts'] * 1e3:,.1f}",
        f"{one['target'] * 1e3:,.0f}",
        theirs + (f" ({sizes})" if sizes else ""),
        f"{'over ' if over else ''}{one['ratio']:,.0f}",
        f"{one['process'] * 1e3:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("games", nargs="*", help="words of the names of games; all, if none")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--limit", type=float, default=60, help="seconds for SymPy, for each game")
    asked = parser.parse_args()
    chosen = [c for c in CASES if not asked.games or any(w in c.name for w in asked.games)]
    rows = []
    for case in chosen:
        rows.append(row(case, asked.limit))
        if not asked.json:
            print(
                *([HEAD] if len(rows) == 1 else []),
                line(rows[-1], asked.limit),
                sep="\n",
                flush=True,
            )
    if asked.json:
        print(json.dumps(rows, indent=2))
    return int(any(one["verdicts"] > one["target"] for one in rows))


if __name__ == "__main__":
    sys.exit(main())
