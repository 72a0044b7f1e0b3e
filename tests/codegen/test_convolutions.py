"""Convolutional networks against exact arithmetic and against JAX's own convolutions."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import pytest

from gamelang.codegen.load import fields_of
from tests.codegen.agreement import (
    NOTHING,
    a_point,
    assert_agrees,
    game_of,
    interpreted_losses,
    near,
)

IMAGE = "tensor[3, 4, 2]"
CASES = {
    "flat end": (f"{IMAGE}, index[2] -> real = conv(2, kernel=2, stride=2", "f(x[k], k)"),
    "images": (f"{IMAGE}, index[2] -> tensor[2, 2, 1] = conv(stride=2", "norm2(f(x[k], k))"),
    "several": (f"{IMAGE}, index[2], {IMAGE} -> vector[2] = conv(2", "norm2(f(x[k], k, x[0]))"),
    "from a vector": ("vector[2], index[2] -> tensor[3, 4, 1] = deconv(2", "norm2(f(v * k, k))"),
    "to a larger one": (f"{IMAGE} -> tensor[5, 7, 1] = deconv(stride=2", "norm2(f(x[k]))"),
    "normed": ("vector[2] -> tensor[2, 2, 1] = deconv(2, norm=layer", "norm2(f(v * k))"),
    "wide": (f"{IMAGE} -> tensor[9, 11, 1] = deconv(kernel=2, stride=3", "norm2(f(x[k]))"),
}
GAME = """game g
const x: tensor[2, 3, 4, 2] = [[[[sin(k + 2*a + c) for c in 2] for b in 4] for a in 3] for k in 2]
const v: vector[2] = [1, -1]
player p:
    net f: {net}, activation=tanh)
    minimize sum({call} for k in 2)
"""


@pytest.mark.parametrize("name", CASES)
def test_a_convolution_is_its_exact_sum(name: str) -> None:
    net, call = CASES[name]
    assert_agrees(game_of(GAME.format(net=net, call=call)))


def test_a_convolution_is_that_of_equinox() -> None:
    text = """game g
player p:
    x: tensor[5, 4, 2]
    net f: tensor[5, 4, 2] -> tensor[5, 4, 3] = conv()
    minimize norm2(f(x))
"""
    fields = fields_of(game_of(text), NOTHING)
    p: Any = a_point(fields)["p"]
    module = eqx.nn.Conv2d(2, 3, 3, padding="SAME", key=jax.random.key(0))
    kernel, bias = p["f.weight0"].transpose(3, 2, 0, 1), p["f.bias0"][:, None, None]
    module = eqx.tree_at(lambda m: (m.weight, m.bias), module, (kernel, bias))
    wanted = (module(p["x"].transpose(2, 0, 1)) ** 2).sum()
    assert jnp.allclose(fields.losses({"p": p}, None)["p"], wanted, rtol=1e-12)


def test_every_member_of_a_family_has_kernels_of_its_own() -> None:
    text = """game g
dim n = 2
player p[i in n]:
    x: tensor[3, 3, 1]
    net f: tensor[3, 3, 1] -> real = conv(2, stride=2, activation=tanh)
    minimize f[i](x[i])**2 + sum(f[i](x[j]) for j in n)
"""
    game = game_of(text)
    fields = fields_of(game, NOTHING)
    w = a_point(fields)
    near(fields.losses(w, None), interpreted_losses(game, w), 1e-12)
