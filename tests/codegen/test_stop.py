"""Generated fields where `stop` holds parameters: H by hand, by differences of ξ, by exact work."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from gamelang.codegen.load import fields_of
from gamelang.codegen.module import emit
from gamelang.core.verdicts import Facts
from gamelang.fields.handwritten import fields_of_held_losses, fields_of_losses
from gamelang.fields.interface import Fields
from tests.checking.games import typed

NOTHING = Facts()
TD = """game td
player critic:
    w: real = 1
    minimize ((w - stop(1 + w))**2 + (2*w - stop(w/2))**2) / 4
player actor:
    theta: real = 2
    minimize theta**2/2 - theta * stop(w * theta)
"""
ARRAYS = """game arrays
dim n = 3
let pull = q * sum(held)
player crowd[i in n]:
    q: real in [0, 3] = 0.2
    minimize (q[i] - stop(sum(q[j]**2 for j in n) / n + q[i]))**2 + q[i] * stop(exp(q[i])) * y
player one:
    held: vector[n] = 0.3
    y: real = 1
    minimize dot(held, stop(pull)) + max(y, stop(q[0])) * y + norm2(softmax(stop(held)) - held)
player mixed:
    z: simplex[n]
    minimize dot(z, stop(z)) * y + sum(stop(z[i]) * z[j] * q[i] * (i + 2 * j) for i in n for j in n)
"""


def dense(fields: Fields, w: Any) -> tuple[np.ndarray[Any, Any], ...]:
    """H by columns, Hᵀ by columns, and H by central differences of ξ."""
    flat, unravel = ravel_pytree(w)

    def vector(tree: Any) -> Any:
        return ravel_pytree(tree)[0]

    step = 1e-5

    @jax.jit
    def column(e: Any) -> Any:
        ahead, behind = (vector(fields.xi(unravel(flat + s * e))) for s in (step, -step))
        v = unravel(e)
        slope = (ahead - behind) / (2 * step)
        return vector(fields.Hv(w, v)), vector(fields.HTv(w, v)), slope

    columns = [column(e) for e in jnp.eye(flat.size)]
    along, back, slopes = (np.stack(matrix, 1) for matrix in zip(*columns, strict=True))
    return along, back, slopes


def test_the_hessian_of_a_td_loss_is_the_slope_of_its_field() -> None:
    fields = fields_of(typed(TD), NOTHING)
    w = fields.init(jax.random.key(0))
    assert fields.xi(w) == {"critic": {"w": 1.0}, "actor": {"theta": 2.0 - 2.0}}
    along, back, slopes = dense(fields, w)
    wanted = [[1.5, 0.0], [-2.0, 0.0]]  # ξ = ((3w - 1)/2, θ - wθ), at w = 1, θ = 2
    order = [1, 0]  # a tree's leaves are sorted: the actor first
    for found in (along, back.T, slopes):
        assert np.allclose(found[np.ix_(order, order)], wanted, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_products_are_the_slopes_of_xi(seed: int) -> None:
    fields = fields_of(typed(ARRAYS.replace("z: simplex[n]", "z: vector[n]")), NOTHING)
    flat, unravel = ravel_pytree(fields.init(jax.random.key(0)))
    w = unravel(jnp.abs(jax.random.normal(jax.random.key(seed), flat.shape)) + 0.1)
    along, back, slopes = dense(fields, w)
    assert np.allclose(along, slopes, atol=1e-6)
    assert np.allclose(back, along.T, atol=1e-12)
    v = unravel(jnp.cos(jnp.arange(flat.size)))
    own, own_back = fields.own_Hv(w, v), fields.own_HTv(w, v)
    for agent in fields.agents:
        block = fields.only(v, agent)
        there = fields.only(fields.Hv(w, block), agent)
        back_there = fields.only(fields.HTv(w, block), agent)
        for found, wanted in ((own, there), (own_back, back_there)):
            near = jax.tree.map(jnp.allclose, fields.only(found, agent), wanted)
            assert all(jax.tree.leaves(near))


def test_a_gradient_keeps_what_is_held() -> None:
    fields = fields_of(typed(ARRAYS), NOTHING)
    w = fields.init(jax.random.key(0))
    assert not jnp.any(fields.gradient("one", w)["crowd"]["q"])  # q stands in stops alone
    assert jnp.any(fields.gradient("mixed", w)["crowd"]["q"])


def test_facts_about_values_do_not_shorten_the_field() -> None:
    text = """game g
player a:
    x: real = 1
    minimize x * y
player b:
    y: real = 2
    minimize y * stop(x) - 2 * stop(x * y) + 0 * max(y, 1)
"""
    claimed = Facts(zero_sum=True, common_payoff=True)
    fields = fields_of(typed(text), claimed)
    w = fields.init(jax.random.key(0))
    assert fields.xi(w) == {"a": {"x": 2.0}, "b": {"y": 1.0}}
    assert fields.xi_ATxi(w)[1] == {"a": {"x": 0.0}, "b": {"y": 0.0}}


def test_games_without_stop_have_no_second_parameters() -> None:
    source = emit(typed("game g\nplayer a:\n    x: real\n    minimize x**2\n"), NOTHING, "sgd")
    assert "held" not in source


def test_a_stopped_gradient_differentiated_twice_is_another_matrix() -> None:
    """Hand-written: the second tree gives the H of the game, `stop_gradient` does not."""

    def held_losses(w: Any, held: Any) -> dict[str, Any]:
        return {"critic": (w["critic"]["w"] - (1 + held["critic"]["w"] / 2)) ** 2 / 2}

    def stopped_losses(w: Any) -> dict[str, Any]:
        return held_losses(w, jax.lax.stop_gradient(w))

    start = {"critic": {"w": jnp.asarray(1.0)}}
    right, wrong = (
        fields_of_held_losses(held_losses, start),
        fields_of_losses(stopped_losses, start),
    )
    assert right.xi(start) == wrong.xi(start) == {"critic": {"w": -0.5}}
    assert right.losses(start) == wrong.losses(start) == {"critic": 0.125}
    assert right.Hv(start, start) == right.HTv(start, start) == {"critic": {"w": 0.5}}
    assert right.own_Hv(start, start) == {"critic": {"w": 0.5}}
    assert wrong.Hv(start, start) == {"critic": {"w": 1.0}}


def test_a_gradient_by_an_input_holds_what_its_function_stops() -> None:
    """x * stop(x) has the slope stop(x), at every order; ξ holds it, and H sees it."""
    text = """game g
fn f(x: vector[2], k: real) = k * stop(x[0]) * x[0]**2 + x[1] * stop(norm2(x) + a) + a * x[0]
fn slope(x: vector[2]) = dot(grad(f, x, a), [x[0], 1]) + stop(dot(grad(f, x, 2), x))
fn cut(x: vector[2]) = stop(sum(x))
player p:
    a: real = 0.5
    x: vector[2] = [0.3, -0.7]
    minimize dot(grad(f, a * x, 3), x) + norm2(grad(slope, x)) + b * sum(grad(cut, x))
player q:
    b: real = 1.5
    minimize b * sum(stop(grad(f, x, b)) + grad(f, b * x, b))
"""

    def f(x: Any, k: Any, a: Any, x_: Any, a_: Any) -> Any:
        return k * x_[0] * x[0] ** 2 + x[1] * ((x_**2).sum() + a_) + a * x[0]

    def slope(x: Any, a: Any, x_: Any, a_: Any) -> Any:
        bent = jax.grad(f)(x, a, a, x_, a_)
        return bent[0] * x[0] + bent[1] + jax.grad(f)(x_, 2.0, a_, x_, a_) @ x_

    def losses(w: Any, held: Any) -> Any:
        x, a, b = w["p"]["x"], w["p"]["a"], w["q"]["b"]
        x_, a_, b_ = held["p"]["x"], held["p"]["a"], held["q"]["b"]
        first = jax.grad(f)(a * x, 3.0, a, a_ * x_, a_) @ x
        second = (jax.grad(slope)(x, a, x_, a_) ** 2).sum()
        stopped = jax.grad(f)(x_, b_, a_, x_, a_)
        free = jax.grad(f)(b * x, b, a, b_ * x_, a_)
        return {"p": first + second, "q": b * (stopped + free).sum()}

    made = fields_of(typed(text), NOTHING)
    w = made.init(jax.random.key(0))
    by_hand = fields_of_held_losses(losses, w)
    v = jax.tree.map(
        lambda leaf: jnp.cos(1.0 + jnp.arange(leaf.size, dtype=leaf.dtype)).reshape(leaf.shape), w
    )

    def all_of(w: Any, v: Any) -> Any:
        return [(x.losses(w), x.xi(w), x.Hv(w, v), x.HTv(w, v)) for x in (made, by_hand)]

    found, wanted = jax.jit(all_of)(w, v)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=1e-10), found, wanted)
