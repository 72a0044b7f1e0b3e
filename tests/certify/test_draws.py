"""Witnesses where losses are means over draws: a value is said only where no draw can change it."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import fmpq
from jax.flatten_util import ravel_pytree

from gamelang import compiler
from gamelang.certify.draws import SOMEHOW, Drawn, OverDraws, known
from gamelang.certify.numbers import Exact
from gamelang.certify.undecided import UndecidedError
from gamelang.core.game import Standard, TypedGame
from gamelang.core.verdicts import Analysis, Facts
from tests.checking.games import typed as game_of

GAN = """game gan
sampler data:
    x: vector[2] ~ ring(modes=8, radius=2, std=0.05)
sampler noise:
    z: vector[3] ~ normal(0, 1)
player generator:
    net G: vector[3] -> vector[2] = mlp(4, activation=relu)
    minimize E[softplus(-D(G(z)))]
player discriminator:
    net D: vector[2] -> real = mlp(4, 3, activation=relu)
    minimize E[softplus(-D(x)) + softplus(D(G(z)))]
train:
    batch 16
"""
OVER = OverDraws(Exact())


@cache
def gan() -> tuple[TypedGame, Analysis]:
    game = game_of(GAN)
    return game, compiler.analyse(game)


def test_a_gan_is_general_by_witnesses() -> None:
    _, analysis = gan()
    assert analysis.game_class == "general"
    for name in ("potential", "hamiltonian", "rotational_coupling", "zero_sum", "quadratic"):
        assert (analysis.verdicts[name].status, analysis.verdicts[name].proof) == ("no", "witness")


def test_the_entries_are_those_of_every_batch() -> None:
    """The witnesses' values, against H by automatic differentiation at two batches."""
    game, analysis = gan()
    found = [v.certificate for v in analysis.verdicts.values() if v.status == "no"]
    witnesses: list[Any] = [c for c in found if c["kind"] == "witness"]
    assert len(witnesses) >= 5
    with jax.enable_x64(True):
        fields = compiler.fields(game, Facts())
        start = fields.init(jax.random.key(0))
        back = ravel_pytree(start)[1]
        hessian = jax.jit(jax.jacfwd(lambda v, b: ravel_pytree(fields.xi(back(v), b))[0]))
        for certificate in witnesses:
            w, value = _at(start, certificate["point"]), certificate["value"]
            low, high = (value["low"], value["high"]) if isinstance(value, dict) else [value] * 2
            first, second = (_place(w, name) for name in certificate["entry"])
            for seed in (1, 2):
                H = np.asarray(hessian(ravel_pytree(w)[0], fields.draw(jax.random.key(seed))))
                parts = {"H": H, "S": (H + H.T) / 2, "A": (H - H.T) / 2}
                entry = parts[certificate["matrix"]][first, second]
                assert float(Fraction(low)) - 1e-9 <= entry <= float(Fraction(high)) + 1e-9


def _owner(key: str) -> tuple[str, str]:
    return {"G": "generator", "D": "discriminator"}[key[0]], key


def _at(start: Any, point: dict[str, Any]) -> Any:
    """A sparse point as a tree of arrays."""
    w = {player: dict(leaves) for player, leaves in start.items()}
    for leaves in w.values():
        for key, leaf in leaves.items():
            rest = point.get(f"{key}[*]", point["*"])
            leaves[key] = np.full(leaf.shape, float(Fraction(rest)))
    for name, value in point.items():
        if "*" not in name:
            key, index = _named(name)
            player, _ = _owner(key)
            w[player][key][index] = float(Fraction(value))
    return jax.tree.map(jnp.asarray, w)


def _place(w: Any, name: str) -> int:
    key, index = _named(name)
    player, _ = _owner(key)
    marked = jax.tree.map(np.zeros_like, w)
    marked[player][key][index] = 1
    return int(np.argmax(ravel_pytree(marked)[0]))


def _named(name: str) -> tuple[str, Any]:
    key, _, rest = name.partition("[")
    return key, tuple(int(k) for k in rest.rstrip("]").split(",")) if rest else ()


# ---- what is never said


@pytest.mark.parametrize(
    ("losses", "verdict"),
    [
        (("E[w * z * v + w]", "E[w * z * v + w]"), "potential"),
        (("E[tanh(w * z) * v]", "-E[tanh(w * z) * v]"), "zero_sum"),
        (("E[relu(w + z) + v]", "E[v**2 + relu(w + z)]"), "potential"),
        (("E[w * v + z]", "-E[w * v + z]"), "hamiltonian"),
        (("w * v * E[z**2 - 1]", "E[v]"), "potential"),
    ],
)
def test_what_holds_is_not_refuted(losses: tuple[str, str], verdict: str) -> None:
    text = f"""game g
sampler s:
    z: real ~ normal(0, 1)
player one:
    w: real
    minimize {losses[0]}
player two:
    v: real
    minimize {losses[1]}
"""
    assert compiler.analyse(game_of(text)).verdicts[verdict].status != "no"


def test_a_sparse_point_on_a_kink_refutes_nothing_that_holds_almost_everywhere() -> None:
    text = """game g
player one:
    w: vector[150]
    minimize sum(w) * sum(abs(v))
player two:
    v: vector[150]
    minimize -sum(w) * sum(abs(v))
"""
    verdicts = compiler.analyse(game_of(text), budget=3).verdicts
    for name in ("hamiltonian", "weighted_hamiltonian", "rotational_coupling"):
        assert verdicts[name].status != "no"


# ---- the arithmetic


def test_only_sums_and_multiples_of_a_draw_have_a_mean() -> None:
    two, zero = fmpq(2), fmpq(0)
    z, u = OVER.drawn(Standard("normal")), OVER.drawn(Standard("uniform"))
    assert OVER.expected(OVER.add([two, OVER.multiply([two, u]), z])) == 3
    assert OVER.multiply([zero, SOMEHOW]) == 0
    assert OVER.power(u, fmpq(1)) is u
    for value in (
        OVER.multiply([z, z]),
        OVER.power(z, two),
        OVER.apply("exp", z),
        OVER.add([z, SOMEHOW]),
        OVER.drawn(Standard("gumbel")),
    ):
        assert isinstance(OVER.expected(value), Drawn)
        with pytest.raises(UndecidedError):
            known(value)


def test_a_condition_on_a_draw_is_refused() -> None:
    with pytest.raises(UndecidedError):
        OVER.compare("equal", SOMEHOW, SOMEHOW)
