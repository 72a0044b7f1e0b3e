"""Games too large for scalars: two-layer tanh networks against each other, 2,000 parameters here.

Proofs at sparse points, structure, and estimates where neither decides; each against dense JAX.
"""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from gamelang import compiler
from gamelang.certify.document import verify
from gamelang.core.checked import Checked
from gamelang.core.game import TypedGame
from gamelang.core.verdicts import Facts
from gamelang.runtime.estimates import (
    MEANING,
    WANTED,
    Estimates,
    estimates,
    norm,
    random_point,
    verdict,
)
from gamelang.source import Source

GAN = """game tanh_gan
dim noise = 8
dim hidden = 80
dim out = 8
dim count = 6
const Z: matrix[count, noise] = [[((7 * i + 3 * j) % 11 - 5) / 5 for j in noise] for i in count]
const X: matrix[count, out] = [[((5 * i + 2 * j) % 13 - 6) / 6 for j in out] for i in count]
fn score(V: matrix[out, hidden], w: vector[hidden], Y: matrix[count, out]) = tanh(Y @ V) @ w

player generator:
    G1: matrix[noise, hidden]
    G2: matrix[hidden, out]
    minimize -mean(score(V, w, tanh(Z @ G1) @ G2))

player critic:
    V: matrix[out, hidden]
    w: vector[hidden]
    minimize mean(score(V, w, tanh(Z @ G1) @ G2)) - mean(score(V, w, X)) + norm2(w) / 10

claim rotational_coupling
claim general
"""
YES = {"rotational_coupling", "pairwise_zero_sum", "polymatrix"}


@cache
def checked(text: str = GAN) -> Checked:
    return compiler.answered(game(text))


def game(text: str) -> TypedGame:
    return compiler.typed(Source("test.game", text))


@cache
def dense() -> tuple[Any, Any, Any, np.ndarray[Any, Any], dict[str, int]]:
    """Fields, a random point, ξ on flat vectors, H there, and where each coordinate stands."""
    with jax.enable_x64(True):
        fields = compiler.fields(game(GAN), Facts())
        w = random_point(fields)
        flat, unravel = ravel_pytree(w)
        xi = lambda v: ravel_pytree(fields.xi(unravel(v)))[0]  # noqa: E731
        numbers = unravel(jnp.arange(flat.size, dtype=flat.dtype))
        names = {
            f"{name}[{', '.join(map(str, index))}]": int(number)
            for block in numbers.values()
            for name, array in block.items()
            for index, number in np.ndenumerate(np.asarray(array))
        }
        return fields, w, xi, np.asarray(jax.jit(jax.jacfwd(xi))(flat)), names


def test_every_verdict_of_a_large_game_of_networks_is_proved():
    analysis = checked().analysis
    assert analysis.game_class == "general"
    assert [claim.status for claim in analysis.claims] == ["yes", "yes"]
    for name, found in analysis.verdicts.items():
        assert found.status == ("yes" if name in YES else "no"), name
        assert found.proof == ("structural" if name in YES else "witness"), name


def test_witnesses_of_a_large_game_have_the_values_that_jax_gives():
    _, _, xi, _, names = dense()
    column_of_H = jax.jit(lambda here, along: jax.jvp(xi, (here,), (along,))[1])
    for name in ("potential", "hamiltonian", "separable", "bilinear", "weighted_hamiltonian"):
        certificate: Any = checked().analysis.verdicts[name].certificate
        point = np.zeros(len(names))
        for key, value in certificate["point"].items():
            if key != "*":
                point[names[key]] = float(Fraction(value))
        i, j = (names[key] for key in certificate["entry"])
        with jax.enable_x64(True):
            here = jnp.asarray(point)
            row, column = (column_of_H(here, jnp.eye(1, here.size, k)[0]) for k in (j, i))
        entries = {"H": row[i], "S": (row[i] + column[j]) / 2, "A": (row[i] - column[j]) / 2}
        low, high = (float(Fraction(certificate["value"][end])) for end in ("low", "high"))
        slack = 1e-9 * max(abs(low), abs(high))
        assert low - slack <= float(entries[certificate["matrix"]]) <= high + slack, name
        assert low * high > 0


@cache
def document() -> str:
    return json.dumps(compiler.certificate(checked()))


def test_the_certificate_of_a_large_game_is_small_and_verifies():
    assert len(document()) < 20_000
    result = verify(json.loads(document()))
    assert result.ok, result.reason


def corrupted(verdict: str, *path: str | int, value: Any) -> Any:
    changed = copy.deepcopy(json.loads(document()))
    place = changed["verdicts"][verdict]["certificate"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


CORRUPTIONS = (
    ("potential", ("value",), {"low": "1", "high": "2"}),
    ("potential", ("matrix",), "S"),
    ("potential", ("entry",), ["G1[0, 0]", "G1[0, 1]"]),
    ("potential", ("entry",), ["G1[0, 0]", "V[8, 0]"]),
    ("potential", ("point", "*"), 1),
    ("potential", ("point", "*"), "1e9"),
    ("potential", ("point", "G1[0, 0]"), 0),
    ("potential", ("point", "G1[70, 7]"), 0),
    ("potential", ("point",), {"*": 0}),
    ("potential", ("point",), {}),
    ("weighted_potential", ("links", 0, "pair"), ["critic", "generator"]),
    ("weighted_potential", ("links", 0, "point", "*"), "1/3"),
    ("weighted_potential", ("links",), []),
    ("quadratic", ("moves",), [{}, {}, {}]),
    ("quadratic", ("moves", 0), {"G1[5, 5]": 1}),
    ("quadratic", ("combination",), {"critic": 1}),
    ("zero_sum", ("combination",), {"generator": 1}),
    ("zero_sum", ("point", "*"), "1/7"),
    ("rotational_coupling", ("theorem",), "T1"),
)


@pytest.mark.parametrize(("name", "path", "value"), CORRUPTIONS, ids=repr)
def test_a_corrupted_certificate_of_a_large_game_is_refused(name, path, value):
    assert not verify(corrupted(name, *path, value=value)).ok


@cache
def estimated() -> Estimates:
    with jax.enable_x64(True):
        found = estimates(dense()[0])
    assert found is not None
    return found


def test_estimates_cover_the_norms_of_the_dense_matrices():
    _, _, _, H, names = dense()
    found = estimated()
    assert (found.probes, found.seed) == (64, 0)
    S, A = (H + H.T) / 2, (H - H.T) / 2
    first = np.array([name[0] == "G" for name in sorted(names, key=lambda n: names[n])])
    off = first[:, None] != first[None, :]
    exact = {"H": H, "S": S, "A": A, "S_o": S * off, "H_o": H * off}
    for matrix in MEANING:
        size = np.linalg.norm(exact[matrix])
        if matrix == "S_o":  # the game is coupled by rotation alone
            assert found.vanishes(matrix)
            assert size < 1e-12
            continue
        assert found.norms[matrix].low < size < found.norms[matrix].high
        assert not found.vanishes(matrix)


@pytest.mark.parametrize("probes", [1, 8, 64])
def test_intervals_hold_the_norm_as_often_as_they_say(probes):
    """The worst case is one singular value: ‖Mz‖² is then that of one Gaussian."""
    dice = np.random.default_rng(3)
    trials = [norm(list(dice.standard_normal(probes) ** 2)) for _ in range(2_000)]
    inside = sum(n.low <= 1 <= n.high for n in trials)
    assert inside >= 0.95 * len(trials)


def test_an_estimate_is_never_an_answer():
    for name in WANTED:
        answer = verdict(estimated(), name)
        assert (answer.status, answer.proof) == ("unknown", "estimated")
        assert "(64 probes, seed 0)" in str(answer.reason)
        assert "probably" in str(answer.reason)


HIDDEN = """game hidden_potential
dim n = 15000
player one:
    x: vector[n]
    minimize sum(sigmoid(2 * x + 2 * y))
player two:
    y: vector[n]
    minimize sum((tanh(x + y) + 1) / 2)
claim potential
"""


def test_what_no_proof_decides_in_a_large_game_is_estimated():
    answer = compiler.answered(game(HIDDEN), budget=60)
    found = answer.analysis.verdicts["potential"]
    assert (found.status, found.proof) == ("unknown", "estimated")
    assert str(found.reason).startswith("‖A‖ is 0 up to rounding at a random point (64 probes")
    assert str(found.reason).endswith("probably potential")
    assert found.certificate["probes"] == 64
    assert answer.analysis.claims[0].reason == found.reason
    written = compiler.certificate(answer)
    assert written["verdicts"]["potential"]["proof"] == "none"  # type: ignore[index,call-overload]
    assert verify(written).ok


MIXED = """game mixed
dim n = 300
const A = [[(i * 7 + j * 3) % 5 - 2 for j in n] for i in 6]
player row:
    x: simplex[6]
    minimize dot(x, A @ softmax(y)) + entropy(x)
player column:
    y: vector[n]
    maximize dot(x, A @ softmax(y))
"""
FIRMS = """game firms
dim n = 10
dim k = 30
player firm[i in n]:
    q: vector[k] >= 0
    maximize sum(q[i] * (5 - tanh(sum(q, axis=0)))) - norm2(q[i])
"""


@pytest.mark.parametrize(("text", "decided"), [(MIXED, YES), (FIRMS, set[str]())])
def test_simplexes_and_families_have_sparse_points_too(text, decided):
    answer = checked(text)
    statuses = {name: v.status for name, v in answer.analysis.verdicts.items()}
    polymatrix = {"polymatrix"} - decided  # three firms at once: decided entry by entry
    wanted = {name: "yes" if name in decided else "no" for name in statuses.keys() - polymatrix}
    assert {name: statuses[name] for name in wanted} == wanted
    assert verify(compiler.certificate(answer)).ok


RING = """game ring
dim n = 3000
player firm[i in n]:
    q: real >= 0
    maximize q[i] * (10 - sum(q)) - q[i] * q[(i + 1) % n]
"""


def test_thousands_of_players_are_decided_at_sparse_points():
    answer = checked(RING)
    statuses = {name: v.status for name, v in answer.analysis.verdicts.items()}
    no = ("potential", "hamiltonian", "rotational_coupling", "common_payoff", "separable")
    assert {statuses[name] for name in no} == {"no"}
    found = answer.analysis.verdicts["potential"].certificate
    assert (found["entry"], found["value"]) == (["q[0]", "q[1]"], "1/2")
    assert verify(compiler.certificate(answer)).ok
    why = answer.analysis.verdicts["weighted_potential"].reason
    assert why == "more than 400 players: too many to be checked in pairs"
