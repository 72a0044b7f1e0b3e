"""Networks against hand-written JAX and Equinox modules with the same weights."""

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import pytest

from gamelang.codegen.load import fields_of
from gamelang.codegen.module import emit
from gamelang.fields.interface import Fields, Tree
from tests.codegen.agreement import NOTHING, a_point, game_of

CLOSE = 1e-10


def fields_from(text: str, **values: str) -> Fields:
    return fields_of(game_of(text, **values), NOTHING)


def agrees(fields: Fields, losses: Callable[[Tree], dict[str, Any]]) -> None:
    """Losses, ξ, Hv and HTv of the generated code are those of hand-written losses."""

    def xi(w: Tree) -> Tree:
        return {p: jax.grad(lambda own, p=p: losses({**w, p: own})[p])(w[p]) for p in w}

    is_that_of(fields, losses, xi)


def is_that_of(fields: Fields, losses: Callable[[Tree], Any], xi: Callable[[Tree], Tree]) -> None:
    w, v = a_point(fields), a_point(fields, seed=1)

    def both(w: Tree, v: Tree) -> tuple[Any, Any]:
        found = fields.losses(w, None), fields.xi(w, None)
        wanted = losses(w), xi(w)
        products = fields.Hv(w, v, None), fields.HTv(w, v, None)
        by_hand = jax.jvp(xi, (w,), (v,))[1], jax.vjp(xi, w)[1](v)[0]
        return (found, products), (wanted, by_hand)

    found, wanted = jax.jit(both)(w, v)
    assert jax.tree.structure(found) == jax.tree.structure(wanted)
    pairs = zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True)
    assert all(jnp.allclose(a, b, rtol=CLOSE, atol=CLOSE) for a, b in pairs)


def mlp(block: Any, name: str, x: Any, activation: Callable[[Any], Any]) -> Any:
    depth = sum(key.startswith(f"{name}.weight") for key in block)
    for k in range(depth):
        x = x @ block[f"{name}.weight{k}"]
        x = x + jnp.broadcast_to(block[f"{name}.bias{k}"], x.shape)
        x = activation(x) if k + 1 < depth else x
    return x


GAN = """game gan
dim n = 4
const x: matrix[n, 2] = [[i + j / 3 for j in 2] for i in n]
const z: matrix[n, 3] = [[sin(3 * i + j) for j in 3] for i in n]
fn swish(v: real) = v * sigmoid(v)
let fake[i in n] = G(z[i])
player generator:
    net G: vector[3] -> vector[2] = mlp(5, activation=tanh)
    minimize -mean(D(fake[i]) for i in n)
player critic:
    net D: vector[2] -> real = mlp(4, 3, activation=swish)
    minimize {}
"""
X = jnp.array([[i + j / 3 for j in range(2)] for i in range(4)])
Z = jnp.sin(jnp.array([[3.0 * i + j for j in range(3)] for i in range(4)]))


def test_a_batched_gan_is_the_hand_written_one() -> None:
    fields = fields_from(GAN.format("mean(softplus(D(fake[i])) - D(x[i]) for i in n)"))

    def losses(w: Tree) -> dict[str, Any]:
        fake = mlp(w["generator"], "G", Z, jnp.tanh)
        real, made = (mlp(w["critic"], "D", y, jax.nn.swish) for y in (X, fake))
        return {"generator": -made.mean(), "critic": (jax.nn.softplus(made) - real).mean()}

    agrees(fields, losses)


def test_a_gradient_penalty_is_the_hand_written_one() -> None:
    penalty = "mean((norm(grad(D, (x[i] + fake[i]) / 2)) - 1)**2 for i in n) + norm2(weights(D))"
    fields = fields_from(GAN.format(f"mean(D(fake[i]) - D(x[i]) for i in n) + {penalty}"))

    def losses(w: Tree) -> dict[str, Any]:
        def critic(y: Any) -> Any:
            return mlp(w["critic"], "D", y, jax.nn.swish)

        fake = mlp(w["generator"], "G", Z, jnp.tanh)
        slopes = jax.vmap(jax.grad(critic))((X + fake) / 2)
        penalty = ((jnp.linalg.norm(slopes, axis=-1) - 1) ** 2).mean()
        decay = sum((x**2).sum() for x in w["critic"].values())
        gap = (critic(fake) - critic(X)).mean()
        return {"generator": -critic(fake).mean(), "critic": gap + penalty + decay}

    agrees(fields, losses)


def test_batched_layers_are_plain_matrix_products() -> None:
    text = emit(game_of(GAN.format("mean(D(fake[i]) - D(x[i]) for i in n)")), NOTHING, "sgd")
    assert "fake = G_bias1[None] + jnp.tanh(G_bias0[None] + z @ G_weight0) @ G_weight1\n" in text
    assert "einsum" not in text
    assert ".T" not in text


def test_gradients_of_functions_and_gradients_nest() -> None:
    text = """game g
dim n = 3
fn f(x: vector[2], k: real) = exp(k * x[0]) * tanh(x[1]) + norm2(x)
fn slope(x: vector[2]) = sum(grad(f, x, 2))
fn cube(x: real) = x**3
player p:
    x: matrix[n, 2]
    minimize sum(norm2(grad(f, x[i], i)) + sum(grad(slope, x[i])) for i in n) + grad(cube, sum(x))
"""

    def f(x: Any, k: Any) -> Any:
        return jnp.exp(k * x[0]) * jnp.tanh(x[1]) + (x**2).sum()

    def losses(w: Tree) -> dict[str, Any]:
        x = w["p"]["x"]
        slopes = jax.vmap(jax.grad(f))(x, jnp.arange(3.0))
        slope = jax.grad(lambda y: jax.grad(f)(y, 2.0).sum())
        return {"p": (slopes**2).sum() + jax.vmap(slope)(x).sum() + 3 * x.sum() ** 2}

    agrees(fields_from(text), losses)


INPUTS = """game g
const token: index[5] = 3
const A: matrix[2, 3] = [[1, 2, 3], [4, 5, 6]]
player p:
    net emb: index[5] -> vector[4] = linear()
    net two: index[5], index[2] -> real = mlp(3)
    net mixed: matrix[2, 3], real, index[5] -> simplex[2, 3] = mlp(3, activation=leaky_relu)
    net free: real -> tensor[2, 1, 2] = linear()
    b: real
    minimize norm2(emb(token)) + two(token, 1) + dot(mixed(A, b, 4)[0], [1, 2, 3]) \
+ norm2(free(b))
"""


def test_inputs_are_flattened_and_indices_one_hot() -> None:
    fields = fields_from(INPUTS.replace("\\\n", ""))
    eye = jnp.eye(5)
    matrix = jnp.arange(1.0, 7.0).reshape(2, 3)

    def losses(w: Tree) -> dict[str, Any]:
        p = w["p"]
        hot = jnp.concatenate([eye[3], jnp.eye(2)[1]])
        all_of = jnp.concatenate([matrix.ravel(), p["b"][None], eye[4]])
        rows = jax.nn.softmax(mlp(p, "mixed", all_of, jax.nn.leaky_relu).reshape(2, 3))
        free = p["b"] * p["free.weight0"][0] + p["free.bias0"]
        total = (p["emb.weight0"][3] ** 2).sum() + mlp(p, "two", hot, jax.nn.relu)
        return {"p": total + rows[0] @ jnp.array([1.0, 2, 3]) + (free**2).sum()}

    agrees(fields, losses)
    assert "emb.bias0" not in fields.init(jax.random.key(0))["p"]


def test_a_gru_is_that_of_equinox() -> None:
    text = """game g
player p:
    net cell: vector[2], vector[3] -> vector[3] = gru()
    x: vector[2]
    h: vector[3]
    minimize sum(cell(x, cell(x, h)))
"""

    def losses(w: Tree) -> dict[str, Any]:
        p = w["p"]
        cell = eqx.nn.GRUCell(2, 3, key=jax.random.key(0))
        parts = (p["cell.weight0"].T, p["cell.weight1"].T, p["cell.bias0"], p["cell.bias1"])
        cell = eqx.tree_at(lambda c: (c.weight_ih, c.weight_hh, c.bias, c.bias_n), cell, parts)
        return {"p": cell(p["x"], cell(p["x"], p["h"])).sum()}

    agrees(fields_from(text), losses)


def test_an_lstm_is_that_of_equinox() -> None:
    text = """game g
player p:
    net cell: vector[2], vector[6] -> vector[6] = lstm()
    x: vector[2]
    state: vector[6]
    minimize dot(cell(x, cell(x, state)), [1, 2, 3, 4, 5, 6])
"""

    def losses(w: Tree) -> dict[str, Any]:
        p = w["p"]
        cell = eqx.nn.LSTMCell(2, 3, key=jax.random.key(0))
        parts = (p["cell.weight0"].T, p["cell.weight1"].T, p["cell.bias0"])
        cell = eqx.tree_at(lambda c: (c.weight_ih, c.weight_hh, c.bias), cell, parts)
        once = cell(p["x"], (p["state"][:3], p["state"][3:]))
        return {"p": jnp.concatenate(cell(p["x"], once)) @ jnp.arange(1.0, 7.0)}

    agrees(fields_from(text), losses)


def test_layer_norms_are_those_of_equinox() -> None:
    """In a dense layer LayerNorm; of an image GroupNorm of one group, as in a WGAN's critic."""
    text = """game g
player p:
    x: tensor[4, 4, 2]
    net f: vector[3] -> real = mlp(4, activation=tanh, norm=layer)
    net c: tensor[4, 4, 2] -> real = conv(3, stride=2, activation=tanh, norm=layer)
    minimize f(x[0, 1:4, 0]) + 3 * c(x)
"""

    def dense(p: Any, x: Any) -> Any:
        norm, parts = eqx.nn.LayerNorm(4), (p["f.scale0"], p["f.shift0"])
        norm = eqx.tree_at(lambda n: (n.weight, n.bias), norm, parts)
        return jnp.tanh(norm(x @ p["f.weight0"] + p["f.bias0"])) @ p["f.weight1"] + p["f.bias1"]

    def image(p: Any, x: Any) -> Any:
        conv = eqx.nn.Conv2d(2, 3, 3, stride=2, padding="SAME", key=jax.random.key(0))
        kernel, bias = p["c.weight0"].transpose(3, 2, 0, 1), p["c.bias0"][:, None, None]
        conv = eqx.tree_at(lambda m: (m.weight, m.bias), conv, (kernel, bias))
        norm = eqx.nn.GroupNorm(1, 3)
        parts = (p["c.scale0"], p["c.shift0"])
        norm = eqx.tree_at(lambda n: (n.weight, n.bias), norm, parts)
        made = jnp.tanh(norm(conv(x.transpose(2, 0, 1)))).transpose(1, 2, 0)
        return made.ravel() @ p["c.weight1"] + p["c.bias1"]

    def losses(w: Tree) -> dict[str, Any]:
        p = w["p"]
        return {"p": dense(p, p["x"][0, 1:4, 0]) + 3 * image(p, p["x"])}

    agrees(fields_from(text), losses)
    started = fields_from(text).init(jax.random.key(0))["p"]
    assert (started["f.scale0"] == 1).all()
    assert (started["c.shift0"] == 0).all()


def test_an_mlp_starts_as_that_of_equinox_does() -> None:
    text = (
        "game g\nplayer p:\n    net f: vector[100] -> real = mlp(400)\n    minimize f(ones(100))\n"
    )
    fields = fields_from(text)
    made = fields.init(jax.random.key(0))["p"]
    module = eqx.nn.MLP(100, "scalar", 400, 1, key=jax.random.key(0))
    for k, layer in enumerate(module.layers):
        ours, theirs = made[f"f.weight{k}"], layer.weight
        assert ours.size == theirs.size
        assert abs(float(jnp.abs(ours).max()) / float(jnp.abs(theirs).max()) - 1) < 0.02
        for entries in (ours, theirs):  # uniform: the deviation is the bound over the root of 3
            spread = float(entries.std()) / float(jnp.abs(entries).max())
            assert abs(spread * 3**0.5 - 1) < 0.1


FAMILY = """game g
dim n = 3
const x: matrix[n, 2] = [[1, 2], [3, 4], [5, 7]]
player client[i in n]:
    net f: vector[2] -> real = mlp(4, activation=tanh)
    minimize (f[i](x[i]) - i)**2 + norm2(weights(f[i]) - weights(g)) / 10
player server:
    net g: vector[2] -> real = mlp(4, activation=tanh)
    minimize sum(norm2(weights(f[i]) - weights(g)) for i in n) + norm2(weights(f))
"""


def test_every_member_of_a_family_has_its_own_network() -> None:
    x, places = jnp.array([[1.0, 2], [3, 4], [5, 7]]), jnp.arange(3.0)

    def far(own: Tree, server: Tree) -> Any:
        return sum(((x - server[f"g.{s[2:]}"]) ** 2).sum() for s, x in own.items())

    def member(own: Tree, server: Tree, at: Any, k: Any) -> Any:
        return (mlp(own, "f", at, jnp.tanh) - k) ** 2 + far(own, server) / 10

    def server(own: Tree, clients: Tree) -> Any:
        weight = sum((x**2).sum() for x in clients.values())
        return jax.vmap(far, (0, None))(clients, own).sum() + weight

    def losses(w: Tree) -> dict[str, Any]:
        each = jax.vmap(member, (0, None, 0, 0))(w["client"], w["server"], x, places)
        return {"client": each, "server": server(w["server"], w["client"])}

    def xi(w: Tree) -> Tree:
        slope = jax.vmap(jax.grad(member), (0, None, 0, 0))
        return {
            "client": slope(w["client"], w["server"], x, places),
            "server": jax.grad(server)(w["server"], w["client"]),
        }

    is_that_of(fields_from(FAMILY), losses, xi)
    assert "jax.vmap" not in emit(game_of(FAMILY), NOTHING, "sgd")


@pytest.mark.parametrize("activation", ["relu", "gelu", "softplus", "sin", "square"])
def test_any_elementwise_function_is_an_activation(activation: str) -> None:
    text = "game g\nplayer p:\n    net f: vector[2] -> vector[2] = mlp(3, activation={})\n"
    fields = fields_from(text.format(activation) + "    minimize norm2(f([1, 2]))\n")
    forms: dict[str, Any] = {
        "gelu": lambda x: jax.nn.gelu(x, approximate=False),
        "sin": jnp.sin,
        "square": jnp.square,
    }
    form = forms.get(activation) or getattr(jax.nn, activation)

    def losses(w: Tree) -> dict[str, Any]:
        return {"p": (mlp(w["p"], "f", jnp.array([1.0, 2]), form) ** 2).sum()}

    agrees(fields, losses)
