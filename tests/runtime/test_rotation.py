"""Turns of known spirals, seen in every record or in few of them."""

from typing import Any

import numpy as np
import pytest

from gamelang.runtime.rotation import turns

Array = Any


def spiral(angle: float, every: int, count: int, growth: float = 1.0) -> tuple[Array, ...]:
    """(places, places one step earlier, steps) of a spiral with an angle a step."""
    steps = np.arange(1, count + 1) * every

    def at(k: Array) -> Array:
        return growth ** k[:, None] * np.stack([np.cos(angle * k), np.sin(angle * k)], axis=1)

    return at(steps), at(steps - 1), steps


@pytest.mark.parametrize("every", [1, 10, 63, 64, 1000])
def test_a_circle_turns_as_often_as_it_does(every: int) -> None:
    places, before, steps = spiral(0.1, every, 500)
    expected = 0.1 * every * 499 / (2 * np.pi)
    assert abs(turns(places, before, steps)) == pytest.approx(expected, rel=0.06)


def test_growing_and_shrinking_spirals_turn_about_their_mean() -> None:
    for growth in (1.001, 0.999):
        places, before, steps = spiral(0.05, 1, 500, growth)
        expected = 0.05 * 499 / (2 * np.pi)
        assert abs(turns(places, before, steps)) == pytest.approx(expected, rel=0.1)


def test_a_flat_ellipse_in_many_dimensions_turns_all_the_same() -> None:
    circle = spiral(0.1, 1, 400)
    random = np.random.default_rng(0)
    for size in (2, 5, 1000):
        stretch = np.diag([1.0, 1e-3]) @ np.linalg.qr(random.normal(size=(size, 2)))[0].T
        places, before, steps = circle[0] @ stretch + 3, circle[1] @ stretch + 3, circle[2]
        assert abs(turns(places, before, steps)) == pytest.approx(0.1 * 399 / (2 * np.pi), rel=0.02)


def test_half_a_circle_is_half_a_turn_at_most() -> None:
    places, before, steps = spiral(np.pi / 500, 1, 500)
    assert abs(turns(places, before, steps)) < 0.9


def test_lines_and_points_do_not_turn() -> None:
    steps = np.arange(1, 301)
    line = np.sin(steps / 10)[:, None] * np.asarray([[1.0, 2.0, 3.0]])
    assert turns(line, np.roll(line, 1, axis=0), steps) == 0
    assert turns(np.ones((300, 2)), np.ones((300, 2)), steps) == 0
    assert turns(line[:, :1], line[:, :1], steps) == 0


def test_going_to_and_fro_along_a_bow_does_not_turn() -> None:
    def at(k: Array) -> Array:
        s = np.sin(k / 7)
        return np.stack([s, s**2], axis=1)

    steps = np.arange(1, 500)
    assert abs(turns(at(steps), at(steps - 1), steps)) < 1
