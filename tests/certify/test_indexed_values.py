"""Losses in index notation are the losses: at small sizes, split for every pair of members."""

from __future__ import annotations

import pytest

from tests.certify.index_values import disagreements
from tests.checking.games import typed

CONSTANTS = """game values
dim m
dim n
const a
const b
const c: vector[n]
const G: matrix[n, n]
const S: matrix[n, n] symmetric
const K: matrix[n, n] antisymmetric
const D: matrix[n, n] diagonal
const B: matrix[n, m]
"""
LOSSES = [
    "x[i] * sum(x) - c[i] * x[i]",
    "x[i] * sum(G[i, j] * x[j] for j in n if j != i)",
    "log(sum(x) + 1) * c[i]",
    "exp(sum(x[j] * G[i, j] for j in n))",
    "sum(cos(x[i] - x[j]) + sin(x[i] - x[j]) for j in n if j < i)",
    "x[(i + 1) % n] * x[i] + x[(i - 1) % n]",
    "x[0] * x[i] + x[n - 1] * x[0]",
    "sum(x[j] * x[k] for j in n for k in n if j < k)",
    "dot(x, S @ x) + dot(x, K @ x) + dot(x, D @ x)",
    "sum(S[i, j] * K[i, j] for j in n) * x[i] + sum(S[k, j] * K[k, j] for j in n for k in n)",
    "norm(x) + mean(x) * x[i] + prod(x) + max(x) + logsumexp(x)",
    "softmax(x)[i] * a + log_softmax(x)[i] + cross_entropy(x, i) + entropy(x / sum(x))",
    "relu(x[i] - a) * sum(relu(x[j] - x[i]) for j in n)",
    "where(x[i] > sum(x) / n, x[i]**2, b) + (x[i + 1] * x[i] if i + 1 < n else x[0])",
    "x[i]**3 / sum(x)**2 + 1 / (x[i] + sum(x)) - x[i] / (b * x[i])",
    "sum(x[j]**i + j * x[j] for j in n)",
    "det(eye(n) * 3 + outer(x, x)) + trace(inv(eye(n) * 3 + outer(x, x)))",
    "dot(solve(eye(n) * 2 + D, x), c) + sum(inv(diag(x))[i, j] * x[j] for j in n)",
    "norm2(transpose(B) @ x) + trace(transpose(G) @ outer(c, x))",
    "dot([x[i], a], [b, x[0]]) + dot(concat([x, c]), concat([c, x])) + sum(repeat(x, m))",
    "norm2(reshape(outer(x, c), n * n)) + sum(reshape(outer(x, c), n * n)[j] * j for j in n)",
    "norm2(concat([x, reshape(outer(x, c), n * n)])) + mean([x[i], a, x[0]]) + norm([[a, b]])",
    "dot(one_hot(i, n), x) + sum(x[0:1]) * sum(x[1:n]) + argmax(x) * x[i]",
    "sum(c[j] for j in range(i, n)) * x[i] + sum(x[j + 1] * x[j] for j in range(n - 1))",
    "sum(x[j] * x[k] * x[l] * S[j, k] * S[k, l] * S[l, j] for j in n for k in n for l in n)",
    "max(max(G[j, k] * x[k] for k in n) * c[j] for j in n) + max(x[j] for j in n if j >= i)",
    "exp(max(x[j] * log(sum(x) + c[j]) for j in n)) + tanh(a - x[i]) + tanh(x[i] - a)",
    "sum(softmax(G, axis=0)[j, i] * x[j] for j in n) + (G @ G @ x)[i] * x[i]",
    "dot(x, [c[k] * G[i, k] for k in n]) + sum(sum([G[k, j] * x[j] for j in n]) for k in n)",
    "clip(x[i], a, b + sum(x)) + abs(x[i] - a) * abs(a - x[i]) + sum(max(x[i], x[j]) for j in n)",
]
GAMES = [
    "player p[i in n]:\n    x: vector[m]\n    minimize sum(tanh(x @ x[i])) + norm2(B @ x[i])\n",
    "player p[i in n, k in m]:\n    x: real\n    minimize x[i, k] * sum(x)"
    " + sum(x[j, k] * B[i, k] for j in n if j != i) + sum(cos(x[i, l] - x[i, k]) for l in m)\n",
    "player p[i in n, k in n]:\n    x: real\n    minimize x[i, k] * x[k, i] + x[i, i]\n",
    "player p[i in n]:\n    x: real\n    minimize x[i] * sum(y) + x[i] * y[i]\n"
    "player q[j in n]:\n    y: real\n    minimize y[j] * sum(x) * G[j, j] - x[j] * y[j]\n",
    "player p[i in n]:\n    x: real\n    minimize x[i] * sum(B[i, k] * y[k] for k in m)\n"
    "player q[k in m]:\n    y: real\n    minimize -y[k] * sum(B[i, k] * x[i] for i in n)\n"
    "player z:\n    w: vector[m]\n    minimize dot(w, y) * sum(x)\n",
    "player p:\n    x: simplex[n]\n    minimize dot(x, G @ y)\n"
    "player q:\n    y: simplex[n]\n    minimize sum(x) * norm2(y) - dot(x, G @ y)\n",
    "player p:\n    V: matrix[n, n]\n    minimize trace(W @ (S - V @ V.T)) + trace(inv(W) @ W)\n"
    "player q:\n    W: matrix[n, n]\n    minimize trace(inv(W.T) @ V) + log(det(W)**2)\n",
]


def family(loss: str) -> str:
    return f"player firm[i in n]:\n    x: real\n    minimize {loss}\n"


@pytest.mark.parametrize("players", [*map(family, LOSSES), *GAMES])
def test_terms_have_the_values_of_the_losses(players: str) -> None:
    game = typed(CONSTANTS + players)
    for sizes in ({"m": 1, "n": 1}, {"m": 3, "n": 2}, {"m": 2, "n": 3}):
        assert disagreements(game, sizes) == []
