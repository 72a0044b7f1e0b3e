"""Coverage of known modes by known samples."""

from typing import Any

import numpy as np

from gamelang.runtime.coverage import COVERAGE, REACH, SPREAD, compared, few, stays_few

Array = Any
DICE = np.random.default_rng(0)
CENTRES = 2 * np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)


def ring(modes: int = 8, std: float = 0.05, count: int = 512) -> Array:
    return CENTRES[DICE.integers(0, modes, count)] + std * DICE.normal(size=(count, 2))


def test_another_draw_covers_everything() -> None:
    found = compared(ring(), ring())
    assert found[COVERAGE] > 0.99
    assert found[REACH] > 0.99
    assert abs(found[SPREAD] - 1) < 0.05
    assert not few(found)


def test_modes_that_are_missing_are_not_covered() -> None:
    for modes in (1, 2, 3):
        found = compared(ring(), ring(modes))
        assert abs(found[COVERAGE] - modes / 8) < 0.06
        assert few(found)
    assert not few(compared(ring(), ring(6)))


def test_a_blob_between_all_modes_has_collapsed_and_a_wide_one_has_not() -> None:
    assert few(compared(ring(), 0.05 * DICE.normal(size=(512, 2))))
    wide = compared(ring(), DICE.uniform(-2, 2, size=(512, 2)))
    assert wide[COVERAGE] < 0.5
    assert not few(wide)


def test_modes_that_are_points_count_as_modes() -> None:
    found = compared(ring(std=0), ring(4, std=0))
    assert abs(found[COVERAGE] - 0.5) < 0.06
    assert compared(ring(std=0), ring(std=0))[COVERAGE] == 1


def test_noise_in_many_dimensions_misses_the_draws_and_has_not_collapsed() -> None:
    draws = np.repeat(np.eye(8), 8, axis=1)[DICE.integers(0, 8, 512)]
    found = compared(draws + 0.01 * DICE.normal(size=draws.shape), DICE.normal(size=draws.shape))
    assert found[COVERAGE] < 0.5
    assert not few(found)


def test_samples_that_widen_have_not_collapsed() -> None:
    narrow, wider = np.array([0.0, 0.05, 0.2]), np.array([0.0, 0.1, 0.2])
    assert stays_few([narrow, narrow])
    assert stays_few([wider, narrow])
    assert not stays_few([narrow, wider])
    assert not stays_few([np.array([0.9, 1.0, 1.0]), narrow])
