"""Generated losses, fields and products agree with the interpreter and with autodiff."""

import jax
import jax.numpy as jnp
import pytest

from gamelang.codegen.load import fields_of, load
from gamelang.codegen.module import emit_fields
from gamelang.core.game import TypedGame
from tests.codegen.agreement import NOTHING, assert_agrees, game_of, interpreted, near

PIECES = {
    "index arithmetic": "sum(x[i] * x[(i + 1) % 4] for i in 4) + x[2] * y[0]",
    "slices": "dot(x[1:3], y[0:2]) + sum(x[2:]) * y[1] + norm2(x[:2])",
    "matrix entries": "sum(M[i, j] * x[i] * y[j] for i in 4 for j in 3) + M[1, 2] * x[0]",
    "a column": "dot(M[:, 1], x) + dot(M[2], y)",
    "the diagonal": "sum(G[i, i] * x[i]**2 for i in 4)",
    "a transposed matrix": "dot(y, M.T @ x) + sum(sum(M[j, i] * x[j] for j in 4)**2 for i in 3)",
    "pairs without the diagonal": "sum(x[i] * x[j] for i in 4 for j in 4 if j != i)",
    "singular at the diagonal": "sum(1 / (x[i] - x[j])**2 for i in 4 for j in 4 if j != i)",
    "below the diagonal": "sum(sqrt(x[i] - x[j] + 9 * (i - j)) for i in 4 for j in 4 if j < i)",
    "a guarded index": "sum((x[i - 1] if i > 0 else y[0]) * (i + 1) for i in 4)",
    "ranges": "sum(x[i] * i for i in range(1, 3)) + prod(y[i] for i in range(1, 3))",
    "a triangular range": "sum(x[i] * x[j] for i in 4 for j in range(i, 4))",
    "a guarded logarithm": "sum(log(x[i]) if x[i] > 0 else x[i] for i in 4)",
    "a guarded quotient": "where(y[0] > 5, 1 / (y[0] - y[0] * 1), y[1]) + x[0]",
    "min, max, clip": "max(x[0], y[0]) + min(x) * max(y) + clip(x[1], -0.5, 0.5)",
    "max over pairs": "max(x[i] * y[j] for i in 4 for j in 3 if i != j)",
    "logsumexp over an index": "logsumexp(x[i] * y[j] for i in 4 for j in 3 if i != j)",
    "softmax and entropy": "entropy(softmax(x)) + kl(softmax(y), [0.2, 0.3, 0.5])",
    "cross entropy": "cross_entropy(x, 2) + cross_entropy(y, softmax(x[:3]))",
    "rows of a matrix": "sum(softmax(M * x[0] + outer(x, y), axis=1)[i, 1] for i in 4)",
    "columns": "sum(softmax(outer(x, y), axis=0)[:, 1]) + sum(log_softmax(y))",
    "linear algebra": "det(G + 3 * eye(4)) * x[0] + dot(y, solve(eye(3) * 2 + outer(y, y), y))",
    "inverse and trace": "trace(inv(3 * eye(4) + outer(x, x)) @ G) + sum(diag(G) * x)",
    "norms": "norm(x) + norm(M @ y) + mean(x) * norm2(y)",
    "shaping": "sum(concat([x, y])**3) + sum(reshape(M, 3, 4) @ x) + sum(repeat(y, 2)[1])",
    "lists": "dot([x[0], 2, y[0] * x[1]], y) + sum([[x[0], 1], [y[0], x[2]]][1])",
    "one-hot": "dot(one_hot(2, 3), y) * sum(ones(2)) + sum(zeros(3) + x[0])",
    "comparisons as numbers": "sum(x) * (2 > 1) + (x[0] > 0) * x[0] + (1 == 2)",
    "argmax": "argmax(x) * y[0] + x[1]",
    "elementwise": "sum(tanh(x) + sin(x) * cos(x) + relu(x) + gelu(x) + erf(x) + abs(x))",
    "more elementwise": "sum(softplus(y) + sigmoid(y) + leaky_relu(y) + square(y) + tan(y))",
    "a jump": "sum(sign(y) * square(y))",
    "safe logarithms": "log(1 + exp(x[0])) + log(1 + x[1]**2) + log(sigmoid(x[2]))",
    "more safe logarithms": "log(sum(exp(y))) + log(1 - sigmoid(y[2]))",
    "powers": "x[0]**3 + (2 + x[1])**-2 + (2 + x[2])**0.5 + (2 + y[0])**(1/3) + 2**y[1] + y[2]**0",
    "a power of both": "(2 + x[0])**y[0] + (2 + x[1])**r",
    "nested sums": "sum(sum(sum(T[i, j, k] * x[i] for i in 4) * y[j] for j in 3)**2 for k in 2)",
    "an inner index": "sum(sum(T[i, :, 1] * y) * x[i] for i in 4) + sum(T[1, 2])",
    "vectors by index": "sum(norm2(T[i, j] * x[i]) * y[j] for i in 4 for j in 3)",
    "batched algebra": "sum(dot(M[i], M[j] * y) * x[i] for i in 4 for j in 4)",
    "batched matrices": "sum(trace(outer(M[i], y) @ outer(y, M[i])) * x[i] for i in 4)",
    "batched solve": "sum(dot(y, solve(eye(3) * (3 + i) + outer(M[i], M[i]), y)) for i in 4)",
    "integers": "sum((i * 7 // 2 % 3) * x[i] for i in 4) + sum(x[i] for i in 4 if i % 2 == 0)",
    "conditions together": "sum(x[i] for i in 4 if i > 0 and not (i == 2 or i == 3))",
    "an empty sum": "sum(x[i] for i in 4 if i > 7) + x[0]",
    "a constant index table": "sum(x[token[t]] * t for t in 5)",
}

FRAME = """
game piece
const M: matrix[4, 3] = [[1, 2, -1], [0, 1, 3], [2, -2, 1], [1, 1, 0.1]]
const G: matrix[4, 4] = [[1, 2, 0, 1], [0, 1, 3, 0], [2, 0, 1, 1], [1, 1, 0, 2]]
const T: tensor[4, 3, 2] = [[[i + j * k - 2 for k in 2] for j in 3] for i in 4]
const r = 1.5
const token[t in 5]: index[4] = [0, 3, 3, 1, 2]
player one:
    x: vector[4]
    minimize {piece}
player two:
    y: vector[3]
    minimize y[0]**2 - ({piece})
"""


def a_game(piece: str) -> TypedGame:
    return game_of(FRAME.replace("{piece}", piece))


def test_code_means_what_the_interpreter_says() -> None:
    """Every piece is a metric of one game: compiled together, compared one by one."""
    names = {f"piece_{k}": name for k, name in enumerate(PIECES)}
    metrics = [f"metric {key} = {PIECES[name]}" for key, name in names.items()]
    game = game_of("\n".join([FRAME.replace("{piece}", "x[0]"), *metrics]))
    w = {"one": {"x": jnp.array([0.3, -0.8, 0.6, 0.1])}, "two": {"y": jnp.array([0.7, -0.2, 0.9])}}
    found = jax.jit(load(emit_fields(game, NOTHING)).metrics)(w)
    for metric in game.metrics:
        wanted = interpreted(game, w, metric.value)
        near(found[metric.name], wanted, 1e-12, names[metric.name])


SMOOTH = ("index arithmetic", "slices", "a column", "powers", "a power of both", "lists", "ranges")
ROUGH = ("singular at the diagonal", "a guarded logarithm", "argmax")


@pytest.mark.parametrize("names", [SMOOTH, ROUGH], ids=["smooth", "rough"])
def test_fields_of_pieces_together_agree_with_autodiff(names: tuple[str, ...]) -> None:
    text = " + ".join(f"{k + 1} * ({PIECES[name]})" for k, name in enumerate(names))
    assert_agrees(a_game(text), seed=3)


def test_an_entry_chosen_by_the_parameters() -> None:
    losses = load(emit_fields(a_game("x[argmax(y)]"), NOTHING)).losses
    w = {"one": {"x": jnp.arange(4.0)}, "two": {"y": jnp.array([0.7, -0.2, 0.9])}}
    assert losses(w)["one"] == 2.0


def test_the_entropy_of_a_choice_that_is_certain_has_a_slope() -> None:
    game = game_of("game g\nplayer p:\n    x: vector[2]\n    minimize entropy(softmax(x))\n")
    xi = fields_of(game, NOTHING).xi({"p": {"x": jnp.array([2000.0, 0.0])}})
    assert (xi["p"]["x"] == 0).all()
