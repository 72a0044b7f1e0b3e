"""No verdict for all sizes is wrong: it is compared with H and the losses in floats at some.

Random games whose sizes are unknown; a yes for every size must hold at the sizes tried, for random
constants, and a condition must fail for constants at random. The answer at given sizes comes
from the exact scalar derivative, with which the theorems for all sizes share nothing.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang import compiler
from gamelang.analyses.analysis import analyse
from gamelang.source import Source
from gamelang.symbolic.game import SymbolicGame
from tests.properties.test_verdicts_hold import Seen, truths

CONSTANTS = """dim n
const G: matrix[n, n]
const Y: matrix[n, n] symmetric
const K: matrix[n, n] antisymmetric
const b: vector[n]
const a
"""
MEMBER = (
    "q[i]",
    "q[i]**2",
    "q[i] * sum(q)",
    "q[i] * sum(q[j] for j in n if j != i)",
    "q[i] * sum(G[i, j] * q[j] for j in n)",
    "q[i] * sum(Y[i, j] * q[j] for j in n)",
    "q[i] * sum(K[i, j] * q[j] for j in n)",
    "q[i] * sum(G[j, i] * q[j] for j in n if j != i)",
    "b[i] * q[i] * sum(q)",
    "b[i] * q[i] * dot(b, q)",
    "q[i] * dot(b, q)",
    "a * q[i] * (sum(q) - q[i])",
    "sum(q)**2",
    "norm2(q)",
    "mean(q) * q[i]",
    "tanh(q[i])",
    "exp(sum(q))",
    "q[i] * tanh(sum(q))",
    "sum(tanh(q[j]) for j in n)",
    "sum(tanh(q[j] - q[i]) for j in n)",
    "sum((q[j] - q[i])**2 for j in n)",
    "dot(q, G @ q)",
    "dot(q, K @ q)",
    "sum(sum(G[j, k] * q[j] * q[k] for j in n) for k in n if k != i)",
    "sum(q[j] for j in range(0, i)) * q[i]",
    "sum(q[j] * q[j - 1] for j in range(1, n))",
    "(q[i - 1] if i > 0 else 0) * q[i]",
    "sum(q[i] * v[i] @ v[j] for j in n)",
    "norm2(v[i])",
    "sum(v[i] @ v[j] * G[i, j] for j in n)",
    "norm2(sum(v[j] for j in n))",
    "(1 if i == 0 else 0) * q[i] * sum(q)",
    "logsumexp(q)",
    "prod(q)",
)
PAIR = (
    "dot(x, G @ y)",
    "dot(x, Y @ y)",
    "dot(y, G @ x)",
    "dot(x, K @ x)",
    "dot(x, K @ y)",
    "dot(x, y)",
    "norm2(x)",
    "norm2(y)",
    "norm2(G @ y - x)",
    "norm2(x - y)",
    "sum(x) * sum(y)",
    "sum(x * y)",
    "sum(x**2 * y)",
    "sum(x[j] * y[j]**2 for j in n)",
    "trace(outer(x, y) @ G)",
    "trace(M @ G @ M.T)",
    "trace(M)",
    "trace(M @ M)",
    "dot(x, M @ y)",
    "norm2(M @ y)",
    "sum(M.T @ x)",
    "a * dot(x, b) * dot(y, b)",
    "tanh(dot(x, y))",
    "sum(tanh(M @ y))",
    "sum(tanh(x))",
    "logsumexp(x)",
    "dot(softmax(x), G @ softmax(y))",
    "dot(softmax(x), y)",
    "sum(exp(x[j]) * y[j] for j in n)",
    "mean(x) * mean(y)",
    "sum(x[j] * y[0] for j in n)",
    "x[0] * y[n - 1]",
    "norm2(y) * norm2(x)",
    "sum(diag(M) * y)",
    "1 / (1 + norm2(x - y))",
)
TWO = (
    "x[i] * sum(y)",
    "x[i] * y[i]",
    "x[i] * sum(x[j] for j in n if j > i)",
    "x[i] * sum(x[j] for j in n if j < i)",
    "x[i] * sum(G[i, j] * y[j] for j in n)",
    "y[i] * sum(G[j, i] * x[j] for j in n)",
    "x[i]**2",
    "y[i]**2",
    "sum(x) * sum(y)",
    "dot(x, y)",
    "dot(x, G @ y)",
    "dot(u[i], b) * y[i]",
    "sum(u[j, i] * x[j] for j in n)",
    "sum(u[j, i] * u[i, j] for j in n)",
    "dot(u[i], x)",
    "sum(dot(u[j], y) for j in n)",
    "trace(u)",
    "norm2(u)",
    "norm2(u[i])",
    "tanh(x[i] + y[i])",
    "sum(tanh(x[j] - y[j]) for j in n)",
    "(x[i + 1] if i < n - 1 else 0) * x[i]",
    "x[n - 1 - i] * x[i]",
    "x[0] * y[i]",
    "a * x[i] * (y[i] - mean(y))",
)
SCALES = (-2, -1, Fraction(-1, 2), 1, 1, 1, 2, 3)


@st.composite
def losses(draw: st.DrawFn, pool: tuple[str, ...], count: int) -> list[str]:
    """Random sums of the pool's terms; often one is shared, or turned round."""

    def one() -> list[tuple[Fraction, str]]:
        picked = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3))
        return [(Fraction(draw(st.sampled_from(SCALES))), t) for t in picked]

    common, kind = one(), draw(st.sampled_from(("any", "common", "opposite", "near")))
    found = []
    for k in range(count):
        sign = -1 if kind == "opposite" and k else 1
        terms = [(sign * c, t) for c, t in common] if kind != "any" else one()
        if kind == "near":
            terms += one()[:1]
        found.append(" + ".join(f"({c}) * ({t})" for c, t in terms))
    return found


@st.composite
def families(draw: st.DrawFn) -> str:
    (loss,) = draw(losses(MEMBER, 1))
    return (
        f"game g\n{CONSTANTS}\nplayer member[i in n]:\n    q: real\n    v: vector[2]\n"
        f"    minimize {loss}\n"
    )


@st.composite
def pairs(draw: st.DrawFn) -> str:
    one, two = draw(losses(PAIR, 2))
    return (
        f"game g\n{CONSTANTS}\nplayer one:\n    x: vector[n]\n    minimize {one}\n"
        f"\nplayer two:\n    y: vector[n]\n    M: matrix[n, n]\n    minimize {two}\n"
    )


@st.composite
def two_families(draw: st.DrawFn) -> str:
    one, two = draw(losses(TWO, 2))
    return (
        f"game g\n{CONSTANTS}\nplayer one[i in n]:\n    x: real\n    u: vector[n]\n"
        f"    minimize {one}\n\nplayer two[i in n]:\n    y: real\n    minimize {two}\n"
    )


def constants(n: int, random: Random) -> dict[str, Any]:
    def entry() -> Fraction:
        return Fraction(random.randint(1, 40), random.choice((3, 5, 7)))

    G, Y, K = ([[entry() for _ in range(n)] for _ in range(n)] for _ in range(3))
    for i, j in product(range(n), range(n)):
        if i <= j:
            Y[j][i] = Y[i][j]
            K[j][i], K[i][j] = (-K[i][j], K[i][j]) if i < j else (Fraction(0), Fraction(0))
    return {"n": n, "G": G, "Y": Y, "K": K, "b": [entry() for _ in range(n)], "a": entry()}


def setting(value: Any) -> str:
    return f"[{', '.join(map(setting, value))}]" if isinstance(value, list) else str(value)


@pytest.mark.parametrize("kind", [families, pairs, two_families])
@settings(max_examples=25)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_no_verdict_for_all_sizes_is_wrong(kind: Any, data: st.DataObject, seed: int) -> None:
    hold(data.draw(kind()), seed, 1.0, (2, 3))


@pytest.mark.soak
@pytest.mark.parametrize("kind", [families, pairs, two_families])
@settings(max_examples=1000)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_no_verdict_for_all_sizes_is_wrong_in_the_long_run(
    kind: Any, data: st.DataObject, seed: int
) -> None:
    hold(data.draw(kind()), seed, 3.0, (1, 2, 3, 4))


def hold(text: str, seed: int, seconds: float, sizes: tuple[int, ...]) -> None:
    source = Source("g.game", text)
    found = analyse(compiler.typed(source), seconds).verdicts
    said = {k: v for k, v in found.items() if v.status != "unknown"}
    if not said:
        return
    for n in sizes:
        values = {k: setting(v) for k, v in constants(n, Random(seed + n)).items()}
        true = truths(Seen(SymbolicGame(compiler.typed(source, values)), seed))
        for name, holds in true.items():
            verdict = found[name]
            if verdict.status == "yes":
                assert holds, (name, n, verdict, text)
            if verdict.status == "conditional" and n == sizes[-1]:
                assert not holds, (name, n, verdict, text)
            if verdict.status == "no" and verdict.scope.dims == "all" and n > 1:
                assert not holds, (name, n, verdict, text)
