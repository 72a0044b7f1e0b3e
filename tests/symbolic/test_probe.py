"""The probe: its bilinear forms are those of H, its witnesses are true, its points are inside."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gamelang.symbolic import probe
from gamelang.symbolic.game import SymbolicGame
from gamelang.symbolic.jets import Jets
from gamelang.symbolic.numbers import Modular, P, Rationals
from gamelang.symbolic.points import draw
from gamelang.symbolic.scalars import expand

QUADRATIC = """game g
const a = 2
player p:
    x: vector[2]
    minimize a * x[0]**2 * y + x[1] * y / (1 + x[0]**2) + x[0] * x[1]
player q:
    y: real
    z: real
    minimize y**3 * x[1] - z * x[0]
"""
BILINEAR = """game g
player p:
    x: vector[3]
    minimize dot(x, [y[1], 2 * y[0], -y[1]])
player q:
    y: vector[2]
    maximize dot(x, [y[1], 2 * y[0], -y[1]])
"""


@pytest.mark.parametrize("seed", range(3))
def test_bilinear_forms_are_those_of_the_hessian(load: Any, seed: int) -> None:
    game = SymbolicGame(load(QUADRATIC))
    scalars = game.scalars
    point = draw(scalars, seed)
    assert point is not None
    exact, modular = Jets(scalars, Rationals(), point), Jets(scalars, Modular(), point)
    u, v = {0: 3, 1: -1, 2: 2, 3: 5}, {0: 1, 1: 4, 2: -7, 3: 2}
    owner = {p.number: p.player for p in scalars.parameters}
    entries = {(i, j): exact.value(game.entry(i, j)) for i in u for j in v}
    whole = sum(u[i] * v[j] * h for (i, j), h in entries.items())
    own = sum(u[i] * v[j] * h for (i, j), h in entries.items() if owner[i] == owner[j])
    assert exact.bilinear(u, v) == whole
    assert exact.own_bilinear(u, v) == own
    assert modular.bilinear(u, v) == whole.numerator * pow(whole.denominator, -1, P) % P


def test_a_witness_names_an_entry_with_its_exact_value(load: Any) -> None:
    game = SymbolicGame(load(QUADRATIC))
    found = probe.find_entry(game.scalars, probe.potential_form)
    assert found is not None and found.value is not None
    i, j = found.entry
    jets = Jets(game.scalars, Rationals(), found.point)
    assert found.value == jets.value(game.entry(i, j)) - jets.value(game.entry(j, i))


def test_nothing_is_found_where_there_is_nothing(load: Any) -> None:
    scalars = expand(load(BILINEAR))
    assert probe.find_entry(scalars, probe.hamiltonian_form) is None
    assert probe.find_entry(scalars, probe.own_form) is None
    assert probe.find_entry(scalars, probe.symmetric_coupling_form) is None
    assert probe.find_entry(scalars, probe.potential_form) is not None
    assert probe.find_entry(scalars, probe.coupling_form) is not None
    assert probe.find_nonzero(scalars, [scalars.graph.add(scalars.losses)]) is None


def test_transcendental_losses_are_judged_by_balls(load: Any) -> None:
    scalars = expand(
        load(
            "game g\nplayer p:\n    x: real\n    minimize exp(x * y) + sin(x)\n"
            "player q:\n    y: real\n    minimize exp(x * y) + log(1 + x**2 * y**2)\n"
        )
    )
    found = probe.find_entry(scalars, probe.potential_form)
    assert found is not None and found.value is None and found.ball is not None
    assert probe.find_nonzero(scalars, scalars.losses) is not None


def test_kinks_are_crossed_with_exact_rationals(load: Any) -> None:
    scalars = expand(
        load(
            "game g\nplayer p:\n    x: real\n    minimize abs(x - y) * y\n"
            "player q:\n    y: real\n    minimize -max(x, y) * x\n"
        )
    )
    found = probe.find_entry(scalars, probe.potential_form)
    assert found is not None and isinstance(found.value, Fraction)


def test_a_branch_that_is_not_taken_may_be_undefined(load: Any) -> None:
    scalars = expand(
        load(
            "game g\nplayer p:\n    x: real in [1, 2] = 1\n"
            "    minimize where(x > 0, x * y, log(x - 5))\n"
            "player q:\n    y: real\n    minimize 0 * y + where(x > 0, x, sqrt(-x)) * y * 2\n"
        )
    )
    assert probe.find_entry(scalars, probe.potential_form) is not None


DOMAINS = """game g
const lo in [1, 3]
const hi > lo
const d: vector[2] != 0
const w: simplex[3]
const O: matrix[2, 2] orthogonal
const M: matrix[2, 2] psd
player p:
    x: real in [lo, hi]
    s: simplex[2, 3]
    t: real < -1 = -2
    minimize x * t * d[0] * d[1] * w[0] * w[2] * s[0, 0] * s[1, 2] * sum(O) * sum(M)
"""


@pytest.mark.parametrize("seed", range(8))
def test_points_lie_inside_every_domain(load: Any, seed: int) -> None:
    scalars = expand(load(DOMAINS))
    point = draw(scalars, seed)
    assert point is not None
    at, constants = point.named(scalars)
    assert constants["lo"] < at["x"] < constants["hi"] and 1 < constants["lo"] < 3
    assert at["t"] < -1 and constants["d[0]"] and constants["d[1]"]
    assert constants["w[0]"] > 0 and constants["w[0]"] + constants["w[1]"] < 1
    assert all(0 < at[f"s[{i}, {k}]"] < 1 for i in range(2) for k in range(2))
    assert at["s[0, 0]"] + at["s[0, 1]"] < 1
    o = [constants[f"O[{i}, {j}]"] for i in range(2) for j in range(2)]
    assert o[0] * o[2] + o[1] * o[3] == 0 and o[0] ** 2 + o[1] ** 2 == 1
    m = [constants[f"M[{i}, {j}]"] for i in range(2) for j in range(2)]
    assert m[1] == m[2] and m[0] > 0 and m[0] * m[3] >= m[1] ** 2
