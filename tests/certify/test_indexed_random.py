"""Random families: terms have the values of the losses, and no proof for all sizes is refuted."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from gamelang.analyses import deciding
from gamelang.analyses.analysis import answer
from gamelang.analyses.inquiry import Inquiry
from gamelang.certify.indexed.proofs import Indexed, prove_for_all_sizes
from gamelang.certify.instances import instance
from gamelang.certify.undecided import UndecidedError
from gamelang.core.verdicts import VERDICTS
from tests.certify.index_values import disagreements
from tests.checking.games import typed

DECLARATIONS = """game random
dim m
dim n
const a
const b > 0
const c: vector[n]
const G: matrix[n, n]
const S: matrix[n, n] symmetric
const K: matrix[n, n] antisymmetric
"""
LEAVES = ("x[{i}]", "x[{i}]", "sum(x)", "sum(y)", "a", "b", "c[{i}]", "x[0]", "mean(x)", "z", "{i}")
LEAVES += ("dot(c, x)", "norm2(x)", "x[({i} + 1) % n]", "x[n - 1]")
FUNCTIONS = ("tanh", "sin", "cos", "abs", "relu", "sigmoid")
CONDITIONS = ("x[{i}] > a", "{i} < n - 1", "{i} == 0", "sum(x) > z")


def expression(chance: random.Random, fresh: Iterator[str], depth: int, i: str) -> str:
    """An expression in a member's own index i, everybody's x and y, and z."""
    if depth <= 0 or chance.random() < 0.2:
        return chance.choice(LEAVES).format(i=i)

    def below() -> str:
        return expression(chance, fresh, depth - 1, i)

    v = next(fresh)
    f = chance.choice(FUNCTIONS)
    condition = chance.choice(CONDITIONS).format(i=i)
    forms = (
        lambda: f"sum(G[{i}, {v}] * x[{v}] for {v} in n)",
        lambda: f"sum(S[{i}, {v}] * {below()} * x[{v}] for {v} in n)",
        lambda: f"sum(K[{v}, {i}] * x[{v}] for {v} in n)",
        lambda: f"sum(x[{v}] for {v} in n if {v} != {i})",
        lambda: f"sum({below()} * x[{v}] for {v} in n if {v} {chance.choice(('<', '>='))} {i})",
        lambda: f"sum({f}(x[{i}] - x[{v}]) for {v} in n)",
        lambda: f"({below()} + {below()})",
        lambda: f"({below()} - {below()})",
        lambda: f"{below()} * {below()}",
        lambda: f"{f}({below()})",
        lambda: f"({below()} if {condition} else {below()})",
        lambda: f"({below()})**2",
    )
    return chance.choice(forms)()


def game(seed: int) -> str:
    chance = random.Random(seed)
    fresh = (f"k{number}" for number in range(1000))
    third = chance.choice(("z * sum(x)", "-z * sum(x)", expression(chance, fresh, 2, "0")))
    second = chance.choice(
        ("y[k] * sum(x)", "-y[k] * sum(x)", "y[k]**2 * z", "sum(tanh(x[j] * y[k]) for j in n)")
    )
    return (
        f"{DECLARATIONS}player p[i in n]:\n    x: real\n"
        f"    minimize {expression(chance, fresh, 3, 'i')}\n"
        f"player q[k in {chance.choice('mn')}]:\n    y: real\n    minimize {second}\n"
        f"player r:\n    z: real\n    minimize {third}\n"
    )


def proved(text: str) -> list[str]:
    indexed = Indexed(typed(text))
    out = []
    for verdict in VERDICTS:
        try:
            prove_for_all_sizes(indexed, verdict)
        except UndecidedError:
            continue
        out.append(verdict)
    return out


def refuted(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Verdicts proved for all sizes that fail in scalars, without any theorem, at small ones."""
    monkeypatch.setattr(deciding, "structural", lambda *_: None)
    wrong = []
    for sizes in ((("m", 2), ("n", 2)), (("m", 1), ("n", 3))):
        inquiry = Inquiry(instance(typed(text), sizes), 2)
        names = [name for name in proved(text) if not name.startswith("weighted_")]
        wrong += [name for name in names if answer(inquiry, name).status in ("no", "conditional")]
    return wrong


@pytest.mark.parametrize("seed", range(20))
def test_random_terms_have_the_values_of_random_losses(seed: int) -> None:
    assert disagreements(typed(game(seed)), {"m": 2, "n": 3}, seed) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_proof_for_all_sizes_is_not_refuted_at_small_ones(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refuted(game(seed), monkeypatch) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_many_random_games(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disagreements(typed(game(seed)), {"m": 1, "n": 2}, seed) == []
    assert disagreements(typed(game(seed)), {"m": 2, "n": 3}, seed) == []
    assert refuted(game(seed), monkeypatch) == []
