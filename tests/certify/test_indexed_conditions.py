"""Conditions on constants for every size: their texts, and that they are met exactly then."""

from __future__ import annotations

import json
import math
import random
from itertools import product
from typing import Any

import numpy as np
import pytest

from gamelang.analyses.analysis import analyse, answer
from gamelang.analyses.certificate import document
from gamelang.analyses.inquiry import Inquiry
from gamelang.certify.document import verify
from gamelang.certify.indexed.coefficients import coefficients
from gamelang.certify.indexed.condition import condition
from gamelang.certify.indexed.proofs import Indexed
from gamelang.certify.undecided import UndecidedError
from gamelang.checking.checking import check
from gamelang.syntax.parsing import parse, parse_expression
from tests.certify.index_values import Values, assignments, size_of
from tests.checking.games import typed


def family(loss: str, declarations: str, dims: str = "dim n") -> str:
    return (
        f"game family\n{dims}\n{declarations}\n"
        f"player firm[i in n]:\n    x: real\n    minimize {loss}\n"
    )


def matrices(second: str) -> str:
    return (
        "game pair\ndim m\ndim n\nconst A: matrix[m, n]\nconst B: matrix[m, n]\nconst s > 0\n"
        "player row:\n    x: vector[m]\n    minimize dot(x, A @ y)\n"
        f"player column:\n    y: vector[n]\n    minimize {second}\n"
    )


SLOPES = family("x[i] * (a - b[i] * sum(x))", "const a\nconst b: vector[n] > 0")
NETWORK = family("x[i]**2 / 2 - x[i] * sum(G[i, j] * x[j] for j in n)", "const G: matrix[n, n]")
GOODS = family("-b[i] * log(sum(x))", "const b: vector[n] > 0").replace("real", "real > 0 = 1")
OSCILLATORS = family("-sum(K[i, j] * cos(x[i] - x[j]) for j in n)", "const K: matrix[n, n]")
ONE_SLOPE = family("a * x[i] * sum(x) + b * x[i]**2", "const a\nconst b")


@pytest.mark.parametrize(
    ("text", "verdict", "expected"),
    [
        (SLOPES, "potential", "b[i] == b[j] for all i, j"),
        (NETWORK, "potential", "G[i, j] == G[j, i] for all i, j"),
        (NETWORK, "rotational_coupling", "G[i, j] == -G[j, i] for all i != j"),
        (
            NETWORK,
            "zero_sum",
            "2 * G[i, i] == 1 for all i and G[i, j] == -G[j, i] for all i != j",
        ),
        (ONE_SLOPE, "separable", "a == 0 or n < 2"),
        (ONE_SLOPE, "bilinear", "a == -b"),
        (ONE_SLOPE.replace("dim n", "dim n >= 2"), "separable", "a == 0"),
        (matrices("dot(x, B @ y)"), "potential", "A[i, j] == B[i, j] for all i, j"),
        (GOODS, "potential", "b[i] == b[j] for all i, j"),
        (OSCILLATORS, "potential", "K[i, j] == K[j, i] for all i, j"),
        (matrices("s * dot(x, B @ y)"), "zero_sum", "A[i, j] == -B[i, j] * s for all i, j"),
    ],
)
def test_a_condition_for_all_sizes_is_written_in_the_language(
    text: str, verdict: str, expected: str
) -> None:
    assert condition(Indexed(typed(text)), verdict) == expected


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (family("x[i] * (a + b) * sum(x)", "const a > 0\nconst b > 0"), "separable"),
        (family("x[i] * (a - b) * sum(x)", "const a > 0\nconst b < 0"), "separable"),
        (family("(a - 2) * x[i] * sum(x)", "const a in [0, 1]"), "separable"),
        (family("(a - 2) * x[i] * sum(x)", "const a in [0, 1] = 1"), "separable"),
        (family("x[i] * (w[0] + w[1] - 1) * sum(x)", "const w: simplex[2]"), "separable"),
        (family("b[i] * log(1 + sum(x)**2)", "const b: vector[n]"), "potential"),
        (family("b[i] * log(sum(x))", "const b: vector[n]"), "potential"),
        (family("b[i] * relu(sum(x) + 1)", "const b: vector[n]"), "potential"),
        (family("b[i] * exp(a * sum(x))", "const a\nconst b: vector[n]"), "potential"),
        (family("b[i] * (exp(sum(x)) + sin(sum(x)))", "const b: vector[n]"), "potential"),
        (
            family("(norm2(Q[0]) - 1) * x[i]*sum(x)", "const Q: matrix[n, n] orthogonal"),
            "separable",
        ),
        (matrices("dot(x, B @ y)").replace("vector[m]", "simplex[m]"), "zero_sum"),
        (matrices("dot(x, B @ y) + sum(abs(x)) * sum(y)"), "potential"),
    ],
)
def test_no_condition_is_stated_that_may_never_or_always_hold(text: str, verdict: str) -> None:
    with pytest.raises(UndecidedError):
        condition(Indexed(typed(text)), verdict)


@pytest.mark.parametrize("text", [SLOPES, NETWORK, matrices("dot(x, B @ y)")])
def test_conditions_for_all_sizes_verify_and_changed_ones_are_refused(text: str) -> None:
    game = typed(text)
    written: Any = json.loads(json.dumps(document(game, analyse(game))))
    found = written["verdicts"]["potential"]
    assert (found["status"], found["scope"]["dims"]) == ("conditional", "all")
    assert found["certificate"]["kind"] == "terms"
    assert verify(written).ok
    for key, value in (("condition", "1 == 1"), ("status", "yes")):
        changed: Any = json.loads(json.dumps(written))
        changed["verdicts"]["potential"][key] = value
        assert not verify(changed).ok
    written["verdicts"]["potential"]["scope"]["dims"] = "given"
    assert not verify(written).ok


NEVER = [
    (SLOPES.replace("dim n", "dim n >= 2"), "separable"),
    (SLOPES.replace("dim n", "dim n >= 2"), "rotational_coupling"),
    (SLOPES, "hamiltonian"),
    (SLOPES, "bilinear"),
    (SLOPES.replace("const a", "const a > 0"), "zero_sum"),
    (family("2 * x[i] * sum(x)", "const a", "dim n >= 3"), "common_payoff"),
    (
        matrices("s * sum(x) * sum(y)").replace("dot(x, A @ y)", "sum(x) * sum(y) / s"),
        "hamiltonian",
    ),
]


@pytest.mark.parametrize(("text", "verdict"), NEVER)
def test_a_coefficient_that_is_never_zero_refutes_at_every_size(text: str, verdict: str) -> None:
    game = typed(text)
    assert condition(Indexed(game), verdict) is None
    for size in (1, 2, 3):
        sizes = {d.name: max(size, d.minimum) for d in game.dims}
        given = {name: parse_expression(str(value)) for name, value in sizes.items()}
        inquiry = Inquiry(check(parse(game.source), game.source, given), 5)
        assert answer(inquiry, verdict).status == "no"


def test_a_refutation_of_every_size_verifies_and_changed_ones_are_refused() -> None:
    game = typed(SLOPES)
    written: Any = json.loads(json.dumps(document(game, analyse(game))))
    found = written["verdicts"]["hamiltonian"]
    assert (found["status"], found["scope"]["dims"]) == ("no", "all")
    assert verify(written).ok
    for key, value in (("status", "conditional"), ("status", "yes"), ("condition", "1 == 1")):
        changed: Any = json.loads(json.dumps(written))
        changed["verdicts"]["hamiltonian"][key] = value
        assert not verify(changed).ok
    for name in ("potential", "polymatrix"):
        changed = json.loads(json.dumps(written))
        changed["verdicts"][name] = found
        assert not verify(changed).ok


GROUPS = """game groups
dim m
dim n
const B: matrix[n, m]
const C: matrix[n, m]
player first[i in n]:
    x: real
    minimize x[i] * sum(B[i, k] * y[k] for k in m)
player second[k in m]:
    y: real
    minimize y[k] * sum(C[i, k] * x[i] for i in n)
"""
GRID = """game grid
dim m
dim n
const a
const B: matrix[n, m]
player p[i in n, k in m]:
    x: real
    minimize a * x[i, k] * sum(x[i, l] for l in m) + B[i, k] * x[i, k] * sum(x[j, k] for j in n)
"""
LISTENING = family(
    "sum(G[i, k] * G[k, j] * x[i] * x[j] for j in n for k in n)", "const G: matrix[n, n]"
)
ASKED = ("potential", "hamiltonian", "zero_sum", "separable", "bilinear")


@pytest.mark.parametrize("text", [SLOPES, NETWORK, ONE_SLOPE, GROUPS, GRID, LISTENING, GOODS])
def test_constants_meet_the_condition_exactly_where_the_verdict_holds(text: str) -> None:
    game = typed(text)
    indexed = Indexed(game)
    known = {}
    for verdict in ASKED:
        try:
            condition(indexed, verdict)
        except UndecidedError:
            continue
        known[verdict] = list(coefficients(indexed, verdict))
    chance = random.Random(3)
    names = [d.name for d in game.dims]
    for sizes in (dict.fromkeys(names, 1), {n: 2 + k for k, n in enumerate(names)}):
        for way in ("equal", "mirrored", "any"):
            arrays = {c.name: _array(c, sizes, chance, way) for c in game.constants}
            values = Values.drawn(game, sizes, 0)
            values.arrays |= {name: a.astype(float) for name, a in arrays.items()}
            given = {n: parse_expression(_literal(a)) for n, a in arrays.items()}
            given |= {n: parse_expression(str(k)) for n, k in sizes.items()}
            inquiry = Inquiry(check(parse(game.source), game.source, given), 5)
            for verdict, needed in known.items():
                met = all(_vanishes(indexed, values, c) for c in needed)
                assert answer(inquiry, verdict).status == ("yes" if met else "no")


def _vanishes(indexed: Indexed, values: Values, coefficient: Any) -> bool:
    table = indexed.table
    for labels in assignments(values, table, coefficient.case):
        free = [s for s in coefficient.indices if s not in labels]
        spans = [values.span(table, table.free[s], labels) for s in free]
        for chosen in product(*spans):
            at = {**labels, **dict(zip(free, chosen, strict=True))}
            if abs(values.terms(table, coefficient.value, at)) > 1e-9:
                return False
    return True


def _array(record: Any, sizes: dict[str, int], chance: random.Random, way: str) -> Any:
    shape = tuple(size_of(d, sizes) for d in record.node.shape)
    choices = [1, 2] if record.domain is not None else [0, 1, -1, 2]
    if way == "equal":
        return np.full(shape, chance.choice(choices))
    drawn = np.array([chance.choice(choices) for _ in range(math.prod(shape))]).reshape(shape)
    square = len(shape) == 2 and shape[0] == shape[1]
    return np.tril(drawn) + np.tril(drawn, -1).T if way == "mirrored" and square else drawn


def _literal(array: Any) -> str:
    if array.ndim:
        return f"[{', '.join(_literal(np.asarray(row)) for row in array)}]"
    return str(int(array))
