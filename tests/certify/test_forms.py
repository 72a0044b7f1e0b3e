"""The checker's normal forms: known identities vanish, what is not 0 does not."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.certify.forms import Forms
from gamelang.certify.formula import evaluate_text
from gamelang.certify.polynomials import Ring, UndecidedError, scaled, times
from gamelang.certify.squares import square_root

IDENTITIES = [
    "sigmoid(x) + sigmoid(-x) - 1",
    "softplus(x) - softplus(-x) - x",
    "tanh(x) - 2*sigmoid(2*x) + 1",
    "sin(x + y)**2 + cos(x + y)**2 - 1",
    "sin(2*x) - 2*sin(x)*cos(x)",
    "cos(3*x) - 4*cos(x)**3 + 3*cos(x)",
    "(x*x)**(1/2) - abs(x)",
    "p**(1/2) * p**(1/2) - p",
    "8**(1/2) - 2*2**(1/2)",
    "max(x, y) + min(x, y) - x - y",
    "max(x, y) - where(y < x, x, y)",
    "relu(x) - relu(-x) - x",
    "abs(x*y) - abs(x)*abs(y)",
    "1/abs(x) - abs(x)/x**2",
    "log(p*q) - log(p) - log(q)",
    "exp(x)**2 * exp(-2*x) - 1",
    "exp(log(p)*r) - p**r",
    "(1 + x**2)**(1/2)**2 - (1 + x**2)**(1/4)",
    "1/((1 + x**2)**(1/2) + x) - (1 + x**2)**(1/2) + x",
    "x/(x + y) + y/(x + y) - 1",
    "erf(-x) + erf(x)",
    "cos(pi/3) - 1/2",
    "tan(x)*cos(x) - sin(x)",
    "abs(x)*abs(x) - x**2",
    "((x - y)**2)**(1/2) - abs(y - x)",
    "((x - y)**2)**(1/2) - max(x - y, y - x)",
    "((2*x - y/3 + 1)**2)**(1/2) - abs(y/3 - 2*x - 1)",
    "((x - y)**2)**(3/2) - abs(x - y)**3",
    "((x**2 + 1)**2)**(1/2) - x**2 - 1",
    "((x - y)**2)**(-1/2) * ((y - x)**2)**(1/2) - 1",
]
OTHERS = ["x", "exp(x) - 1", "abs(x) - x", "sin(x) - x", "log(p) - p", "(x + y)**2 - x**2 - y**2"]
OTHERS += ["((x - y)**2)**(1/2) - x + y", "((x - y)**2)**(3/2) - (x - y)*abs(x - y)"]
OTHERS += ["((x - y)**2 + x)**(1/2) - abs(x - y)", "(x**2 - x*y + y**2)**(1/2) - abs(x - y)"]


def form(text: str) -> Any:
    forms = Forms(Ring())
    names = {n: forms.symbol(n) for n in "xyr"} | {n: forms.symbol(n, "positive") for n in "pq"}
    return evaluate_text(text, forms, names)


@pytest.mark.parametrize("text", IDENTITIES)
def test_an_identity_vanishes(text):
    assert form(text).vanishes


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_not_zero_does_not_vanish(text):
    assert not form(text).vanishes


@pytest.mark.parametrize(
    "text", ["1/(abs(x) - abs(x))", "1/(x - x)", "log(x - x)", "x**inf", "log(-p)"]
)
def test_what_has_no_value_is_refused(text):
    with pytest.raises(UndecidedError):
        form(text)


def test_a_zero_divisor_below_a_condition_is_refused():
    """|x| + x vanishes for x < 0, where the other side of the condition is taken."""
    with pytest.raises(UndecidedError):
        form("where(x > 0, 1/(relu(log(p)) - log(p)), 5)")


LEAVES = st.sampled_from(["x", "y", "2", "(1/3)", "x*y"])


def grown(below: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    unary = st.builds(
        "{}({})".format, st.sampled_from(["exp", "sin", "cos", "abs", "tanh", "sigmoid"]), below
    )
    binary = st.builds("({} {} {})".format, below, st.sampled_from("+-*"), below)
    extreme = st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), below, below)
    return unary | binary | extreme


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=5)


class Floats:
    """Plain floating numbers, to compare normal forms with."""

    def number(self, value: Fraction) -> float:
        return float(value)

    def constant(self, name: str) -> float:
        return math.pi

    def add(self, terms: Any) -> float:
        return math.fsum(terms)

    def multiply(self, factors: Any) -> float:
        return math.prod(factors)

    def power(self, base: float, exponent: float) -> float:
        return base**exponent

    def apply(self, primitive: str, *arguments: float) -> float:
        named = {"maximum": max, "minimum": min, "abs": abs}
        return float(named.get(primitive, getattr(math, primitive, None))(*arguments))


@settings(max_examples=120)
@given(EXPRESSIONS, EXPRESSIONS)
def test_a_form_that_vanishes_is_a_function_that_vanishes(first, second):
    """Both ways round: equal forms of two texts mean equal values."""
    text = f"({first})*({second}) - ({second})*({first}) + 0*({first})"
    assert form(text).vanishes
    if form(f"({first}) - ({second})").vanishes:
        for x, y in ((0.3, -0.7), (-1.2, 0.4)):
            a, b = (evaluate_text(t, Floats(), {"x": x, "y": y}) for t in (first, second))
            assert a == pytest.approx(b, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(-3, 3)), max_size=5))
def test_a_square_has_the_root_that_was_squared_and_one_that_is_none_has_none(terms):
    forms = Forms(Ring())
    names = {n: forms.symbol(n) for n in "xy"}
    base = " + ".join(f"{c} * x**{a} * y**{b}" for a, b, c in terms) or "0"
    poly = evaluate_text(base, forms, names).numerator
    squared = times(forms.ring, poly, poly)
    if squared:
        found = square_root(forms.ring, squared)
        assert found in (poly, scaled(poly, fmpq(-1)))
        assert square_root(forms.ring, scaled(squared, fmpq(2))) is None
        assert square_root(forms.ring, scaled(squared, fmpq(-1))) is None
