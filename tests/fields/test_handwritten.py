"""Hand-written losses give the same Fields as the compiler does."""

import jax
import jax.numpy as jnp

from gamelang.codegen.load import fields_of
from gamelang.fields.handwritten import fields_of_losses
from gamelang.fields.interface import Agent, Tree, only
from tests.codegen.agreement import NOTHING, game_of, near

TEXT = """game cubic
player a:
    x: vector[2] = [1, 2]
    minimize x[0]**3 * y + x[1]
player b:
    y: real = 3
    minimize y**2 * x[1] - sum(x)
"""


def losses(w: Tree) -> dict[str, jax.Array]:
    x, y = w["a"]["x"], w["b"]["y"]
    return {"a": x[0] ** 3 * y + x[1], "b": y**2 * x[1] - jnp.sum(x)}


START = {"a": {"x": jnp.array([1.0, 2.0])}, "b": {"y": jnp.array(3.0)}}


def test_both_kinds_of_fields_agree() -> None:
    hand, made = fields_of_losses(losses, START), fields_of(game_of(TEXT), NOTHING)
    w = hand.init(jax.random.key(0))
    near(made.init(jax.random.key(0)), w, 0)
    for name in ("losses", "xi", "xi_Hxi_HTxi", "xi_ATxi"):
        near(jax.jit(getattr(made, name))(w), jax.jit(getattr(hand, name))(w), 1e-12, name)
    for name in ("Hv", "HTv", "own_Hv", "own_HTv"):
        near(jax.jit(getattr(made, name))(w, w), jax.jit(getattr(hand, name))(w, w), 1e-12, name)
    near(made.gradient("a", w), hand.gradient("a", w), 1e-12)
    assert hand.size == made.size == 3
    assert hand.agents == made.agents == (Agent("a"), Agent("b"))


def test_only_keeps_one_block() -> None:
    v = {"firm": {"q": jnp.arange(3.0)}, "b": {"y": jnp.array(3.0)}}
    assert only(v, Agent("firm", (1,)))["firm"]["q"].tolist() == [0, 1, 0]
    assert only(v, Agent("firm"))["firm"]["q"].tolist() == [0, 1, 2]
    assert only(v, Agent("b"))["firm"]["q"].tolist() == [0, 0, 0]
