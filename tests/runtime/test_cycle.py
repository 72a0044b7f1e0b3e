"""Cycles of known trajectories: their periods and trends, and noise that is none."""

from typing import Any

import numpy as np
import pytest

from gamelang.runtime.cycle import cycle
from gamelang.runtime.outcome import Trace

Array = Any


def trace(places: Array, every: int = 1) -> Trace:
    """A trace of the places of every step, recorded every so many."""
    now, before = places[every::every], places[every - 1 : -1 : every]
    step = np.arange(1, len(now) + 1) * every
    ones = np.ones(len(now))
    return Trace(step, ones, ones, ones, ones, ones > 0, now, before)


def walk(pull: complex, noise: float, steps: int, seed: int) -> Array:
    """z moves by (pull) z and noise, in the plane."""
    dice = np.random.default_rng(seed)
    pushes = noise * (dice.normal(size=steps) + 1j * dice.normal(size=steps))
    z, places = 1.0 + 0j, []
    for push in pushes:
        z += pull * z + push
        places.append((z.real, z.imag))
    return np.array(places)


@pytest.mark.parametrize("every", [1, 4, 100])
@pytest.mark.parametrize(("growth", "trend"), [(1e-4, "out"), (-1e-4, "in"), (0, "neither")])
def test_period_and_trend(every: int, growth: float, trend: str) -> None:
    k = np.arange(40_000 if every == 100 else 4_000)
    z = np.exp((growth + 0.05j) * k)
    found = cycle(trace(np.stack([z.real, 0.1 * z.imag], axis=1), every), noisy=False)
    assert found is not None
    assert found.period == pytest.approx(2 * np.pi / 0.05, rel=0.05)
    assert found.trend == trend


def test_of_a_single_turn_no_trend_is_told() -> None:
    k = np.arange(160)
    z = np.exp(0.05j * k)
    found = cycle(trace(np.stack([z.real, z.imag], axis=1)), noisy=False)
    assert found is not None
    assert found.trend is None


def test_noise_seldom_looks_like_a_cycle() -> None:
    pulls = {"still": -0.05, "walk": 0.0, "damped": -0.05 + 0.1j}
    for pull in pulls.values():
        assert all(cycle(trace(walk(pull, 0.1, 2000, seed)), True) is None for seed in range(40))


def test_a_rotation_with_noise_does() -> None:
    for seed in range(10):
        assert cycle(trace(walk(0.05j, 0.01, 2000, seed)), True) is not None
