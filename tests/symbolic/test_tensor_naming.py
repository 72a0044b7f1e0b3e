"""The normal form of index notation: dummy indices, signs, deltas, inverses, functions."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

from gamelang import compiler
from gamelang.core.dims import ZERO, Dim
from gamelang.source import Source
from gamelang.symbolic.limits import TooLargeError
from gamelang.symbolic.tensor.functions import algebra
from gamelang.symbolic.tensor.indices import Index, Sizes
from gamelang.symbolic.tensor.naming import named
from gamelang.symbolic.tensor.reading import Reader
from gamelang.symbolic.tensor.tensors import Factor, Symbol, Tensor

DECLARED = """game g
dim m
dim n
const a > 0
const A: matrix[n, n]
const B: matrix[m, n]
const K: matrix[n, n] antisymmetric
const S: matrix[n, n] symmetric
const D: matrix[n, n] diagonal
player p:
    x: vector[n]
    y: vector[n]
    z: vector[m]
    V: matrix[n, n]
    s: real
    minimize {}
"""


def form(text: str) -> Tensor:
    """The normal form of a loss."""
    game = compiler.typed(Source("test.game", DECLARED.format(text)))
    reader = Reader(game, algebra(Sizes(game.sizes, game.minima)))
    return reader.tensor(game.players[0].loss)


ZERO_FORMS = [
    "dot(x, K @ x)",
    "dot(x, K @ y) + dot(y, K @ x)",
    "dot(x, S @ y) - dot(y, S @ x)",
    "trace(K)",
    "trace(A @ K @ A.T)",
    "trace(K @ S)",
    "dot(x, A @ y) - dot(A.T @ x, y)",
    "trace(A @ V @ S) - trace(S @ A @ V)",
    "trace(A @ V @ K) + trace(V.T @ A.T @ K)",
    "sum(outer(x, y) * A) - sum(A[i, j] * x[i] * y[j] for j in n for i in n)",
    "norm2(x + y) - norm2(x) - norm2(y) - 2 * dot(x, y)",
    "trace(inv(A) @ A) - n",
    "dot(x, inv(S) @ (S @ y)) - dot(x, y)",
    "trace(inv(A).T @ V) - trace(inv(A.T) @ V)",
    "trace(inv(2 * A) @ V) - trace(inv(A) @ V) / 2",
    "dot(x, inv(V + A) @ y) - dot(y, inv(V.T + A.T) @ x)",
    "det(A @ V) - det(V.T @ A.T)",
    "sum(softmax(x)) - 1",
    "sum(softmax(x) * y) - sum(softmax(x + s) * y)",
    "logsumexp(x + s) - logsumexp(x) - s",
    "sum(tanh(x - y)) + sum(tanh(y - x))",
    "sum(cos(x[i] - x[j]) * V[i, j] for i in n for j in n)"
    " - sum(cos(x[i] - x[j]) * V[j, i] for i in n for j in n)",
    "sum(sin(x[i] - x[j]) for i in n for j in n)",
    "sum(exp(A @ x)) - sum(exp(sum(A[i, k] * x[k] for k in n)) for i in n)",
    "sum(x[i] for i in n if i != 0) - sum(x) + x[0]",
    "sum(sum(x[j] for j in n if j < i) for i in n)"
    " + sum(sum(x[j] for j in n if j >= i) for i in n) - n * sum(x)",
    "trace(D @ V) - sum(diag(D) * diag(V))",
    "sum(D @ x) - dot(diag(D), x)",
    "mean(x) * n - sum(x)",
    "sum(eye(n)) - n",
    "sum(ones(n)) * sum(z) - n * sum(z)",
    "s / (s * s) - 1 / s",
    "sqrt(a) * sqrt(a) - a",
    "sqrt(8) - 2 * sqrt(2)",
    "(sum(x) + 1)**2 / (sum(x) + 1) - sum(x) - 1",
    "1 / (2 * sum(x) + 2 * s) - 1 / (sum(x) + s) / 2",
    "sum(one_hot(0, n) * x) - x[0]",
    "dot([s, x[0]], [x[0], s]) - 2 * s * x[0]",
    "norm(x)**2 - norm2(x)",
    "max(s, x[0]) + min(s, x[0]) - s - x[0]",
    "entropy(softmax(x)) - logsumexp(x) + dot(x, softmax(x))"
    " + sum(softmax(x) * (log(softmax(x)) - log_softmax(x)))",
]


@pytest.mark.parametrize("text", ZERO_FORMS)
def test_what_vanishes_for_every_size_is_zero(text):
    assert form(text).zero, form(text).key


@pytest.mark.parametrize(
    "text",
    [
        "dot(x, A @ x)",
        "dot(x, K @ y)",
        "trace(K @ A)",
        "dot(x, A @ y) - dot(y, A @ x)",
        "trace(A @ S @ A.T) - trace(A @ A @ S)",
        "sum(x)**2 - norm2(x)",
        "sum(tanh(x + y)) + sum(tanh(y - x))",
        "sum(cos(x[i] - x[j]) * sin(x[i]) for i in n for j in n)",
        "trace(inv(A) @ V) - trace(inv(A.T) @ V)",
        "sum(softmax(x) * y) - sum(softmax(x + y) * y)",
        "n - 2",
        "m - n",
        "sqrt(s**2) - s",
    ],
)
def test_what_does_not_vanish_is_not_zero(text):
    assert not form(text).zero


def test_names_of_dummies_do_not_matter():
    """Every order of names of six bound indices gives one text."""
    size = Dim.named("n")
    bound = [Index("bound", k, ZERO, size) for k in range(4)]
    symbol = Symbol("A", "constant", 2)
    edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 3)]
    texts = set()
    for order in permutations(range(4)):
        factors = [Factor(symbol, (bound[order[a]], bound[order[b]])) for a, b in edges]
        Random(str(order)).shuffle(factors)
        texts.add(named(factors)[:2])
    assert len(texts) == 1


def test_regular_graphs_that_refinement_cannot_tell_apart_are_told_apart():
    """Two triangles are not a hexagon (Weisfeiler and Leman see no difference)."""
    size = Dim.named("n")
    bound = [Index("bound", k, ZERO, size) for k in range(6)]
    symbol = Symbol("S", "constant", 2, "symmetric")
    triangles = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]
    hexagon = [(k, (k + 1) % 6) for k in range(6)]
    texts = {
        named([Factor(symbol, (bound[a], bound[b])) for a, b in edges])[1]
        for edges in (triangles, hexagon)
    }
    assert len(texts) == 2


def test_an_antisymmetric_cycle_of_odd_length_is_its_own_opposite():
    assert form("trace(K @ K @ K)").zero
    assert not form("trace(K @ K)").zero
    assert not form("trace(K @ K @ A)").zero


def test_the_order_of_declared_things_does_not_matter():
    assert form("dot(x, A @ V @ y) * sum(z)").key == form("sum(z) * dot(A.T @ x, V @ y)").key


def test_deep_and_long_expressions_end():
    long = " + ".join(f"{k} * s * x[0]" for k in range(500))
    assert len(form(long).terms) == 1
    assert len(form("sum(x)**12").terms) == 1
    with pytest.raises(TooLargeError, match="nested too deeply"):
        form("tanh(" * 80 + "s" + ")" * 80)
    with pytest.raises(TooLargeError):
        form("(sum(x) + s)**25")
