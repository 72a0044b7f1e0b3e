"""Games of unknown sizes: a counterexample at small sizes refutes, and proves nothing else."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from gamelang.analyses.analysis import analyse
from gamelang.analyses.certificate import document
from gamelang.analyses.sizes import small_sizes
from gamelang.certify.document import verify
from tests.analyses.games import analysed, claims, typed

GAN = """game gan
dim d
player generator:
    V: matrix[d, d]
    maximize trace(W @ V @ V.T) - trace(W)
player critic:
    W: matrix[d, d]
    maximize trace(W) - trace(W @ V @ V.T)
claim potential
claim not potential
claim general
"""
CONTEST = """game contest
dim n >= 2
player firm[i in n]:
    x: real > 0 = 1
    maximize x[i] / sum(x) - x[i]
"""
GROUPS = """game groups
dim m
dim n
player first[i in m]:
    q: real
    maximize q[i] * (1 - sum(q)) - exp(q[i] * sum(r))
player second[i in n]:
    r: real
    maximize r[i] * (1 - 2 * sum(q) - sum(r))
"""
NETWORK = """game network
dim n
const G: matrix[n, n]
player node[i in n]:
    x: real
    minimize x[i]**2 / 2 - x[i] * sum(G[i, j] * x[j] for j in n if j != i)
claim potential
claim not potential
"""
ALONE = """game alone
dim n
player node[i in n]:
    x: real
    minimize sum((j - 2 * i) * x[i] * x[j] for j in n)
claim not potential
"""
COURNOT = """game cournot
dim n >= 2
const a > 0
const b > 0
const c: vector[n] >= 0
player firm[i in n]:
    q: real >= 0
    maximize q[i] * (a - b * sum(q)) - c[i] * q[i]
"""
SPIN = """game spin
dim n
player row:
    x: vector[n]
    minimize dot(x, y) + sum(x)
player column:
    y: vector[n]
    minimize -2 * dot(x, y)
claim loss(row) + loss(column) == 0
claim fixed_point(x=1, y=1)
"""


@cache
def written(text: str) -> dict[str, Any]:
    game = typed(text)
    return document(game, analyse(game))


def test_what_fails_at_one_size_does_not_hold_for_every_size():
    found = analysed(GAN)
    assert found.game_class == "general"
    verdict = found.verdicts["potential"]
    assert (verdict.status, verdict.proof, verdict.scope.dims) == ("no", "witness", "given")
    assert verdict.certificate["kind"] == "at_sizes"
    assert verdict.certificate["sizes"] == {"d": 2}
    assert verdict.reason.startswith("at d = 2: ")
    assert found.verdicts["zero_sum"].scope.dims == "all"


def test_a_counterexample_refutes_a_claim_and_does_not_prove_its_opposite():
    assert claims(GAN) == ["no", "unknown", "unknown"]
    assert claims(SPIN) == ["no", "no"]


def test_not_is_refuted_by_a_size_at_which_the_word_holds():
    assert claims(ALONE) == ["no"]
    assert "at n = 1" in analysed(ALONE).claims[0].reason


def test_the_reason_says_where_small_sizes_differ():
    reason = analysed(CONTEST).verdicts["rotational_coupling"].reason
    assert reason.startswith("at n = 3: ")
    assert "holds at n = 2" in reason


def test_a_condition_of_one_size_is_none_of_all():
    found = analysed(NETWORK)
    verdict = found.verdicts["potential"]
    assert verdict.status in ("unknown", "conditional")
    assert verdict.status == "unknown" or verdict.scope.dims == "all"
    if verdict.status == "unknown":
        assert verdict.condition is None
        assert "at n = 2 it holds exactly where G[0, 1] == G[1, 0]" in verdict.reason
    assert claims(NETWORK)[0] != "no"
    assert claims(NETWORK)[1] in ("no", "conditional")


def test_not_all_is_not_all_not():
    """Some entry of A differs from 0: that is where the game is no potential game."""
    text = """game any
dim n
const A: matrix[n, n]
player row:
    x: vector[n]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    maximize dot(x, A @ y)
claim not potential
"""
    condition = analysed(text).claims[0].condition
    assert condition is None or "!= 0 for all" not in condition


def test_different_sizes_are_tried_first_and_none_below_the_declared():
    assert small_sizes(typed(GROUPS))[0] == {"m": 2, "n": 3}
    assert analysed(GROUPS).verdicts["potential"].certificate["sizes"] == {"m": 2, "n": 3}
    assert all(sizes["n"] >= 2 for sizes in small_sizes(typed(CONTEST)))


def test_sizes_made_of_sizes_follow():
    text = GROUPS.replace("dim m\n", "dim m = 2 * n\n")
    assert small_sizes(typed(text)) == ({"n": 2}, {"n": 3}, {"n": 1})
    assert analysed(text).verdicts["potential"].certificate["sizes"] == {"n": 2}


def test_a_term_that_never_cancels_refutes_every_size():
    text = COURNOT + "claim not hamiltonian\nclaim hamiltonian\n"
    found = analysed(text)
    verdict = found.verdicts["hamiltonian"]
    assert (verdict.status, verdict.proof, verdict.scope.dims) == ("no", "exact", "all")
    assert verdict.reason == "S is not 0"
    assert claims(text) == ["yes", "no"]
    sums = {name for name, v in found.verdicts.items() if v.certificate["kind"] == "terms"}
    assert {"zero_sum", "weighted_hamiltonian", "bilinear", "separable"} <= sums


def test_a_family_of_one_has_no_terms_that_join_its_members():
    alone = COURNOT.replace("dim n >= 2", "dim n")
    verdict = analysed(alone).verdicts["separable"]
    assert (verdict.status, verdict.certificate["kind"]) == ("no", "at_sizes")
    assert "it holds at n = 1" in verdict.reason or verdict.certificate["sizes"]["n"] > 1
    assert claims(alone + "claim not separable\n") == ["no"]


def test_no_time_is_no_answer():
    assert analyse(typed(GAN), 0.0).verdicts["potential"].status == "unknown"


@pytest.mark.parametrize("text", [GAN, CONTEST, GROUPS, NETWORK, SPIN, COURNOT])
def test_the_certificates_verify_from_the_text_alone(text):
    result = verify(copy.deepcopy(written(text)))
    assert result.ok, result.reason


@pytest.mark.parametrize(
    "sizes",
    [
        {"n": 1},
        {"n": 0},
        {"n": -2},
        {"n": True},
        {"n": 2.0},
        {"n": "2"},
        {"n": 10**9},
        {"m": 2},
        {"n": 2, "m": 2},
        {},
        [],
        None,
        {"n": [2]},
    ],
)
def test_corrupted_sizes_are_refused(sizes):
    made = copy.deepcopy(written(CONTEST))
    made["verdicts"]["rotational_coupling"]["certificate"]["sizes"] = sizes
    assert not verify(made).ok


def test_a_counterexample_of_another_size_is_refused():
    made = copy.deepcopy(written(CONTEST))
    made["verdicts"]["rotational_coupling"]["certificate"]["sizes"] = {"n": 2}
    assert not verify(made).ok
    made = copy.deepcopy(written(CONTEST))
    made["verdicts"]["potential"]["scope"]["dims"] = "all"
    assert not verify(made).ok
    made = copy.deepcopy(written(CONTEST))
    inside = made["verdicts"]["potential"]["certificate"]
    inside["certificate"] = copy.deepcopy(inside)
    assert not verify(made).ok
