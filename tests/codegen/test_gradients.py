"""Where gradients could go wrong: branches not taken, norms at 0, families, simplexes, facts."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang.codegen.load import fields_of
from gamelang.codegen.module import emit_fields
from gamelang.core.verdicts import Facts
from gamelang.fields.interface import Fields, Tree
from tests.codegen.agreement import (
    NOTHING,
    a_point,
    assert_agrees,
    assert_own_blocks_agree,
    game_of,
    near,
)

GUARDED = {
    "log(x) if x > 0 else x": 1.0,
    "where(x > 0, 1 / x, 2 * x)": 2.0,
    "sqrt(x) if x > 0 else 0": 0.0,
    "x**1.5 if x > 0 else 3 * x": 3.0,
    "(log(x) * sqrt(x)) / x if x > 0 else x": 1.0,
    "norm([x, x])": 0.0,
    "norm([x, 0 * x]) * 3 + x": 1.0,
    "(exp(1 / x) if x != 0 else 4 * x)": 4.0,
    "sum(log(x) if x > 0 else i * x for i in 3)": 3.0,
    "sum((1 / (x * i) if i > 0 else x) for i in 3) if x > 0 else 5 * x": 5.0,
}


@pytest.mark.parametrize("loss", GUARDED)
def test_no_nan_comes_from_a_branch_that_is_not_taken(loss: str) -> None:
    fields = fields_of(game_of(f"game g\nplayer a:\n    x: real\n    minimize {loss}\n"), NOTHING)
    w = {"a": {"x": jnp.array(0.0)}}
    assert fields.xi(w)["a"]["x"] == GUARDED[loss]
    assert jnp.isfinite(fields.Hv(w, {"a": {"x": jnp.array(1.0)}})["a"]["x"])


FAMILIES = {
    "a sum over all": "q[i] * (3 - sum(q)) - c[i] * q[i]",
    "neighbours": "x[i, 0] * q[(i + 1) % 3] + q[i]**2 * q[(i + 2) % 3]",
    "others": "sum(g[i, j] * q[i] * q[j] for j in 3 if j != i) + q[i]**3",
    "a power of the total": "-V * q[i]**2 / sum(q[j]**2 for j in 3)",
    "vectors": "dot(x[i], x[(i + 1) % 3]) + norm2(x[i]) * sum(q)",
    "matrix products": "(g @ q)[i] * q[i] + norm2(x @ [1, 2]) * q[i]",
    "no rule": "softmax(q)[i] * q[i] + max(q) + logsumexp(x) * x[i, 1]",
    "singular pairs": "sum(log(abs(q[i] - q[j])) for j in 3 if j != i) + x[i, 0]**2",
    "reversed": "q[2 - i] * q[i] + sum(q[2 - j] * j for j in 3) * x[i, 1]",
    "choices": "(q[i] if i > 0 else q[i]**2) + (q[i] * z if z > 0 else q[i]**3)",
}

FAMILY = """game family
const c: vector[3] = [0.1, 0.2, 0.3]
const g: matrix[3, 3] = [[1, 2, 3], [0, 1, -1], [2, 0, 1]]
const V = 2
player firm[i in 3]:
    q: real > 0
    x: matrix_or_vector
    minimize LOSS
player other:
    z: real
    minimize z * sum(q) + z**2
"""


@pytest.mark.parametrize("kind", FAMILIES)
def test_a_family_equals_the_written_out_game(kind: str) -> None:
    loss = FAMILIES[kind]
    family = game_of(FAMILY.replace("matrix_or_vector", "vector[2]").replace("LOSS", loss))
    fields = fields_of(family, NOTHING)
    found, wanted = jax.jit(partial(_slopes, fields))(a_point(fields))
    near(found, wanted, 1e-12)


def _slopes(fields: Fields, w: Tree) -> tuple[Tree, Tree]:
    """ξ of the family, and the gradients of its members one by one."""

    def loss(own: dict[str, jax.Array], i: int) -> jax.Array:
        moved = {name: x.at[i].set(own[name]) for name, x in w["firm"].items()}
        return fields.losses({**w, "firm": moved})["firm"][i]

    members = [{name: x[i] for name, x in w["firm"].items()} for i in range(3)]
    alone = [jax.grad(loss)(own, i) for i, own in enumerate(members)]
    return fields.xi(w)["firm"], jax.tree.map(lambda *xs: jnp.stack(xs), *alone)


def test_a_family_with_two_indices() -> None:
    text = """game grid
player cell[i in 2, j in 3]:
    u: real = 0.1 * i + j
    minimize u[i, j]**2 * sum(u[k, j] for k in 2) - u[i, (j + 1) % 3] * sin(u[i, j])
"""
    assert_own_blocks_agree(game_of(text))


def test_own_derivatives_of_a_family_are_one_expression() -> None:
    text = FAMILY.replace("matrix_or_vector", "vector[2]")
    source = emit_fields(game_of(text.replace("LOSS", FAMILIES["a sum over all"])), NOTHING)
    assert "vmap" not in source


def test_facts_about_a_simplex_hold_along_it() -> None:
    """Potential on the simplex, not off it: the turn is 0, and ξ sums to 0."""
    text = """game bos
const A: matrix[2, 2] = [[2, 0], [0, 1]]
const B: matrix[2, 2] = [[1, 0], [0, 2]]
player one:
    p: simplex[2]
    maximize p @ A @ q
player two:
    q: simplex[2]
    maximize p @ B @ q
"""
    assert_agrees(game_of(text), Facts(potential=True, quadratic=True))
    fields = fields_of(game_of(text), NOTHING)
    xi = fields.xi(a_point(fields))
    np.testing.assert_allclose([jnp.sum(x["p" if k == "one" else "q"]) for k, x in xi.items()], 0)


def test_facts_do_not_change_the_field() -> None:
    text = """game saddle
const M: matrix[20, 20] = [[(i * j) % 7 - 3 for j in 20] for i in 20]
player a:
    x: vector[20]
    minimize dot(x, M @ y) + sum(x**4) - sum(y**4)
player b:
    y: vector[20]
    maximize dot(x, M @ y) + sum(x**4) - sum(y**4)
"""
    assert_agrees(game_of(text), Facts(zero_sum=True))
