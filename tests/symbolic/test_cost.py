"""The static estimate: what is small, what explodes, and that asking is cheap."""

import pytest

from gamelang import compiler
from gamelang.source import Source
from gamelang.symbolic.cost import MOST, cost


def cost_of(loss: str, before: str = "dim n = 3\n") -> float:
    text = f"game g\n{before}player p:\n    x: vector[n]\n    y: real\n    minimize {loss}\n"
    return cost(compiler.typed(Source("g.game", text)))


@pytest.mark.parametrize(
    ("loss", "terms"),
    [("y", 1), ("y + 1", 2), ("(y + 1)**2", 3), ("sum(x)", 3), ("sum(x)**2", 6), ("dot(x, x)", 3)],
)
def test_small_losses_are_counted(loss: str, terms: int) -> None:
    assert round(cost_of(loss)) == terms


def test_a_function_of_a_sum_is_one_letter_but_the_sum_counts() -> None:
    assert cost_of("exp(y)") == 1
    assert cost_of("exp((y + 1)**9)") == pytest.approx(10)


def test_high_powers_of_long_sums_are_seen() -> None:
    assert cost_of("(1 + sum(x))**40", "dim n = 30\n") == pytest.approx(MOST)
    assert cost_of("prod(1 + y + x[i]**2 for i in n)", "dim n = 60\n") == pytest.approx(MOST)
    assert cost_of("det(outer(x, x) + y * eye(n))", "dim n = 12\n") > compiler.AT_ONCE


def test_an_unknown_size_costs_nothing() -> None:
    assert cost_of("sum(x)**40", "dim n\n") == 0
