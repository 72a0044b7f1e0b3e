"""Projections on boxes, half-open and strict ones among them, and on simplices."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang.fields.interface import LeafDomain
from gamelang.fields.projection import limits, project_leaf, simplex


@pytest.mark.parametrize(
    ("domain", "inside"),
    [
        (LeafDomain("box", 0.0, 1.0), [0.0, 0.5, 1.0]),
        (LeafDomain("box", 0.0), [0.0, 0.5, 7.0]),
        (LeafDomain("box", None, 1.0), [-3.0, 0.5, 1.0]),
        (LeafDomain("box", 0.0, low_strict=True), [1e-6, 0.5, 7.0]),
        (LeafDomain("box", 0.0, 1.0, True, True), [1e-6, 0.5, 1 - 1e-6]),
        (None, [-3.0, 0.5, 7.0]),
    ],
)
def test_entries_move_to_the_nearest_allowed_value(
    domain: LeafDomain | None, inside: list[float]
) -> None:
    found = project_leaf(domain, jnp.asarray([-3.0, 0.5, 7.0]))
    np.testing.assert_allclose(found, inside, rtol=0, atol=0)


def test_the_margin_of_a_strict_bound_grows_with_the_bound() -> None:
    assert limits(LeafDomain("box", -2000.0, low_strict=True)) == (-2000.0 + 2e-3, None)


def test_a_strict_box_narrower_than_its_margins_keeps_an_inside() -> None:
    low, high = limits(LeafDomain("box", 0.0, 1e-9, True, True))
    assert low is not None
    assert high is not None
    assert 0 < low < high < 1e-9


def test_what_is_not_finite_does_not_hide_behind_a_bound() -> None:
    value = jnp.asarray([jnp.inf, -jnp.inf, jnp.nan, 0.5])
    found = project_leaf(LeafDomain("box", 0.0, 1.0), value)
    np.testing.assert_array_equal(found, [np.nan, np.nan, np.nan, 0.5])


def nearest(value: Any) -> Any:
    """The projection on the simplex by bisecting its threshold."""
    low, high = value.min() - 1, value.max()
    for _ in range(200):
        middle = (low + high) / 2
        over = np.maximum(value - middle, 0).sum() > 1
        low, high = (middle, high) if over else (low, middle)
    return np.maximum(value - low, 0)


def test_rows_move_to_the_nearest_probability_vectors() -> None:
    random = np.random.default_rng(0)
    for size in (1, 7):
        value = random.normal(size=(4, size)) * 3
        found = np.asarray(jax.jit(simplex)(jnp.asarray(value)))
        for row, moved in zip(value, found, strict=True):
            np.testing.assert_allclose(moved, nearest(row), atol=1e-14)
    np.testing.assert_allclose(simplex(jnp.asarray([0.2, 0.3, 0.5])), [0.2, 0.3, 0.5], atol=1e-16)


def test_far_points_and_ties_project_on_the_simplex() -> None:
    np.testing.assert_array_equal(simplex(jnp.asarray([1e9, 0.0, -1e9])), [1, 0, 0])
    np.testing.assert_array_equal(simplex(jnp.asarray([7.0, 7.0])), [0.5, 0.5])
