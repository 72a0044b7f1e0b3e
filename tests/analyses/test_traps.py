"""Games made to provoke a wrong answer: edges, undefined losses, impossible conditions."""

from __future__ import annotations

import pytest

from gamelang.analyses.analysis import analyse
from tests.checking.games import typed

ZERO_SUM = (
    "player p:\n    x: real\n    minimize x * y\nplayer q:\n    y: real\n    minimize -x * y\n"
)


def statuses(text: str) -> dict[str, str]:
    found = analyse(typed(text))
    claims = {claim.text: claim.status for claim in found.claims}
    return {**{name: v.status for name, v in found.verdicts.items()}, **claims}


@pytest.mark.parametrize(
    "claim",
    [
        "where(x == y, 1.5, 0) == 0",
        "sign(x)**2 == 1",
        "where(x > 0, 1, -1) == sign(x)",
        "where(x == 0, 1, 0) == 0",
    ],
)
def test_an_equation_that_fails_on_an_edge_is_never_said_to_hold(claim: str) -> None:
    assert statuses(f"game g\n{ZERO_SUM}claim {claim}\n")[claim] in ("no", "unknown")


def test_a_witness_lies_where_every_loss_is_defined() -> None:
    text = (
        "game g\nplayer p:\n    x: real\n    minimize y * (abs(x) - x)\n"
        "player q:\n    y: real\n    minimize 0 * y\n"
        "player r:\n    z: real\n    minimize sqrt(x) + z\n"
    )
    found = statuses(text)
    assert found["potential"] in ("yes", "unknown")
    assert found["hamiltonian"] in ("yes", "unknown")


def linear(constant: str, first: str, second: str) -> str:
    return (
        f"game g\n{constant}\nplayer p:\n    x: real\n    minimize ({first}) * x * y\n"
        f"player q:\n    y: real\n    minimize {second}\n"
    )


@pytest.mark.parametrize(
    ("constant", "first", "second"),
    [
        ("const Q: matrix[2, 2] orthogonal", "trace(Q.T @ Q)", "2 * x * y"),
        ("const w: simplex[3]", "w[0] + w[1] - 2", "y**2"),
        ("const a in [0, 1]", "a**2 - 3", "y**2"),
        ("const K: matrix[1, 1] psd", "K[0, 0]", "-x * y"),
        ("const K: matrix[2, 2] >= 0 antisymmetric", "K[0, 1]", "y**2"),
    ],
)
def test_no_condition_is_stated_that_the_declarations_decide(
    constant: str, first: str, second: str
) -> None:
    assert statuses(linear(constant, first, second))["potential"] != "conditional"


@pytest.mark.parametrize(
    ("constant", "first", "condition"),
    [
        ("const a", "a - 1", "a == 1"),
        ("const a in [0, 2]", "a**2 - 3", "a**2 == 3"),
        ("const a > 0\nconst b > 0", "a - 2 * b", "a == 2 * b"),
    ],
)
def test_a_condition_that_can_hold_and_fail_is_stated(
    constant: str, first: str, condition: str
) -> None:
    verdict = analyse(typed(linear(constant, first, "y**2"))).verdicts["potential"]
    assert (verdict.status, verdict.condition) == ("conditional", condition)


def test_losses_that_are_truth_values_are_numbers() -> None:
    text = "game g\nplayer p:\n    x: real\n    minimize (x < y)\n"
    text += "player q:\n    y: real\n    minimize y**2\n"
    assert statuses(text)["zero_sum"] == "no"


@pytest.mark.parametrize(
    "loss", ["(abs(x) - x) * y", "(sqrt(x**2) - x) * y", "(x**a / x**a - 1)*y"]
)
def test_a_witness_is_not_looked_for_beyond_a_limit_that_is_a_constant(loss: str) -> None:
    text = (
        "game g\nconst a > 0\nplayer p:\n    x: real >= a\n"
        f"    minimize {loss}\nplayer q:\n    y: real\n    minimize 0 * y\n"
        "claim abs(x) == x\n"
    )
    assert "no" not in statuses(text).values()


def test_a_polynomial_has_its_witness_anywhere() -> None:
    text = (
        "game g\nconst a\nplayer p:\n    x: real >= a\n    minimize x * y\n"
        "player q:\n    y: real\n    minimize -x * y\n"
    )
    assert statuses(text)["potential"] == "no"


def test_a_parameter_that_cannot_move_refutes_nothing() -> None:
    text = (
        "game g\nconst a\nplayer p:\n    x: real in [a, a]\n    minimize (x - a) * y\n"
        "player q:\n    y: real\n    minimize 0 * y\n"
    )
    assert "no" not in statuses(text).values()
