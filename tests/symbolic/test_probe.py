"""The probe finds what is not zero, its points are inside, its numbers agree."""

from __future__ import annotations

from typing import Any

import pytest

from gamelang.symbolic.numbers import Balls, Modular, P, Rationals
from gamelang.symbolic.points import draw
from gamelang.symbolic.probe import differs_from_zero
from gamelang.symbolic.scalars import ScalarGame, expand
from gamelang.symbolic.values import Values


def alone(load: Any, loss: str, domain: str = "real") -> ScalarGame:
    return expand(load(f"game g\nplayer p:\n    x: {domain}\n    y: real\n    minimize {loss}\n"))


@pytest.mark.parametrize(
    "loss",
    [
        "x * y - 1",
        "x / (1 + y**2) - y",
        "exp(x * y) + sin(x)",
        "abs(x - y) - max(x, y)",
        "sqrt(1 + x**2) - 1 - x",
    ],
)
def test_what_is_not_zero_is_found(load: Any, loss: str) -> None:
    scalars = alone(load, loss)
    assert differs_from_zero(scalars, scalars.losses)


@pytest.mark.parametrize(
    "loss",
    [
        "(x + y)**2 - x**2 - y**2 - 2 * x * y",
        "exp(x + y) - exp(x) * exp(y)",
        "max(x, y) - (x + y + abs(x - y)) / 2",
    ],
)
def test_nothing_is_found_where_there_is_nothing(load: Any, loss: str) -> None:
    scalars = alone(load, loss)
    assert not differs_from_zero(scalars, scalars.losses)


def test_a_branch_that_is_not_taken_may_be_undefined(load: Any) -> None:
    scalars = alone(load, "where(x > 0, x * y, log(x - 5))", "real in [1, 2] = 1")
    assert differs_from_zero(scalars, scalars.losses)


@pytest.mark.parametrize("seed", range(3))
def test_rationals_residues_and_balls_agree(load: Any, seed: int) -> None:
    scalars = alone(load, "2 * x**2 * y + x * y / (1 + x**2) - y**(-3)")
    point = draw(scalars, seed)
    assert point is not None
    (loss,) = scalars.losses
    exact = Values(Rationals(), point).value(loss)
    assert Values(Balls(), point).value(loss).contains(Balls().number(exact))
    residue = exact.numerator * pow(exact.denominator, -1, P) % P
    assert Values(Modular(), point).value(loss) == residue


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
