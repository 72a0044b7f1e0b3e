"""Sizes as polynomials: equal iff identical, and bounds that hold for every size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gamelang.core.dims import Dim, describe, same

NAMES = st.sampled_from(["n", "m"]).map(Dim.named)
DIMS = st.recursive(
    NAMES | st.integers(-5, 5).map(Dim.of),
    lambda d: st.tuples(d, d, st.sampled_from("+-*")).map(
        lambda t: t[0] + t[1] if t[2] == "+" else t[0] - t[1] if t[2] == "-" else t[0] * t[1]
    ),
    max_leaves=6,
)
SIZES = st.fixed_dictionaries({"n": st.integers(1, 6), "m": st.integers(1, 6)})


@given(DIMS, DIMS, SIZES)
def test_arithmetic_is_that_of_the_values(a: Dim, b: Dim, sizes: dict[str, int]) -> None:
    x, y = a.value(sizes), b.value(sizes)
    assert x is not None
    assert y is not None
    assert (a + b).value(sizes) == x + y
    assert (a - b).value(sizes) == x - y
    assert (a * b).value(sizes) == x * y
    assert (a - a) == Dim.of(0)


@given(DIMS, SIZES, st.integers(-3, 3))
def test_a_bound_that_is_claimed_holds(a: Dim, sizes: dict[str, int], bound: int) -> None:
    value = a.value(sizes)
    assert value is not None
    if a.never_below(bound, {}):
        assert value >= bound


@given(DIMS, SIZES)
def test_a_number_is_a_dim_without_names(a: Dim, sizes: dict[str, int]) -> None:
    assert (a.number is None) == bool(a.names)
    if a.number is not None:
        assert a.number == a.value(sizes)


def test_dims_are_written_in_the_language() -> None:
    n, m = Dim.named("n"), Dim.named("m")
    assert str(n * Dim.of(2) + Dim.of(1)) == "2 * n + 1"
    assert str(Dim.of(0) - n * m) == "-m * n"
    assert str(n - Dim.of(1)) == "n - 1"
    assert describe((n, m + Dim.of(1))) == "matrix[n, m + 1]"


def test_two_unknown_sizes_never_fit_even_where_their_values_agree() -> None:
    n, m = Dim.named("n"), Dim.named("m")
    assert not same(n, m, {"n": 3, "m": 3})
    assert same(n, Dim.of(3), {"n": 3})
    assert not same(n, Dim.of(3), {})
