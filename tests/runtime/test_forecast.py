"""What is foretold of a run: the spectral radius of its whole update at a known fixed point."""

from typing import Any

import numpy as np
import pytest

import gamelang
from gamelang.runtime.forecast import Forecast

TURN = """game turn

player row:
    x: real = 1
    minimize x * y

player column:
    y: real = 0.5
    minimize -x * y
"""
TENTH = np.sqrt(1.01)


def told(text: str = TURN, steps: int = 2, **more: Any) -> tuple[Forecast, ...]:
    return gamelang.loads(text).run(steps, precision="float64", **more).forecasts


@pytest.mark.parametrize(
    ("more", "radius"),
    [
        ({"method": "sgd"}, TENTH),
        ({"method": "sga"}, np.hypot(0.9, 0.1)),
        ({"method": "proximal"}, 1 / TENTH),
        ({"method": "sgd", "order": "alternating"}, 1.0),
        ({"method": "extragradient"}, np.hypot(0.99, 0.1)),
    ],
    ids=str,
)
def test_the_radius_is_that_of_the_step_s_matrix(more: Any, radius: float) -> None:
    """xy: H turns, and a step is a matrix (docs: methods)."""
    (found,) = told(rate=0.1, **more)
    assert found.at == {"x": 0, "y": 0}
    assert found.radius == pytest.approx(radius, abs=1e-9)


def test_methods_and_optimizers_that_remember_are_seen_whole() -> None:
    """z² − z + 2ηiz − ηi for optimistic descent; momentum of 1/2 has the radius √(1/2) at rest."""
    (found,) = told(rate=0.1, method="optimistic")
    roots = np.roots([1, -1 + 0.2j, -0.1j])
    assert found.radius == pytest.approx(np.abs(roots).max(), abs=1e-9)
    heavy = "game g\nplayer p:\n    x: real = 1\n    minimize x**2 / 2\n"
    heavy += "train:\n    optimizer sgd(rate=1, momentum=0.5)\n"
    (found,) = told(heavy)
    assert found.radius == pytest.approx(np.sqrt(0.5), abs=1e-9)


def test_a_run_that_does_not_settle_is_told_what_would() -> None:
    (found,) = told(rate=0.1, method="sgd")
    assert found.settles is False
    assert "extragradient with steps below 1" in found.others
    assert "errors grow, it does not settle there" in found.text


def test_the_end_says_whether_it_came_so() -> None:
    game = gamelang.loads(TURN)
    ended = game.run(400, method="sga", rate=0.1, precision="float64")
    (found,) = ended.document["forecasts"]
    assert (found["settles"], found["met"]) == (True, True)
    ended = game.run(40, method="sgd", rate=0.1, precision="float64")
    (found,) = ended.document["forecasts"]
    assert (found["settles"], found["met"]) == (False, False)


@pytest.mark.parametrize(
    "text",
    [
        TURN.replace("minimize x * y", "minimize x * y + abs(x)"),  # a corner at the point
        TURN.replace("real = 1\n", "real >= 0 = 1\n"),  # on the edge of a domain
        TURN.replace("x * y", "cos(x) * sin(y)"),  # nothing known without a search
        TURN + "train:\n    rate cosine(0.1, 100)\n",
    ],
    ids=["corner", "edge", "unknown", "schedule"],
)
def test_there_is_no_forecast_where_none_can_be_had(text: str) -> None:
    assert told(text) == ()
