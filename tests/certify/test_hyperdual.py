"""Hyper-dual numbers: second derivatives that are exact, or enclosed, or refused."""

from fractions import Fraction

import pytest
from flint import arb, fmpq

from gamelang.certify.formula import evaluate_text
from gamelang.certify.hyperdual import HyperDual, HyperDuals
from gamelang.certify.numbers import Balls, Exact
from gamelang.certify.polynomials import UndecidedError


def mixed(text, field, x, y):
    """∂²/∂x∂y at a point."""
    one = field.number(Fraction(1))
    point = {
        "x": HyperDual(field.number(Fraction(x)), one, None),
        "y": HyperDual(field.number(Fraction(y)), None, one),
    }
    return evaluate_text(text, HyperDuals(field), point).f12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*y", 1),
        ("x**2 * y**3", 2 * 2 * 3 * 9),
        ("x / y", Fraction(-1, 9)),
        ("1 / (x + y)", Fraction(2, 125)),
        ("(x*y)**2", 4 * 2 * 3),
        ("max(x*y, x)", 1),
        ("min(x*y, x)", None),
        ("abs(x - 5) * y", -1),
        ("where(x < y, x*y, 0)", 1),
        ("x + y", None),
        ("x**0 * y", None),
    ],
)
def test_rational_functions_have_exact_derivatives(text, expected):
    found = mixed(text, Exact(), 2, 3)
    wanted = (
        None
        if expected is None
        else fmpq(Fraction(expected).numerator, Fraction(expected).denominator)
    )
    assert found == wanted or (wanted is None and found == 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(x*y)", "(1 + x*y) * exp(x*y)"),
        ("log(x + y)", "-1 / (x + y)**2"),
        ("sin(x*y)", "cos(x*y) - x*y*sin(x*y)"),
        ("cos(x*y)", "-sin(x*y) - x*y*cos(x*y)"),
        ("tanh(x*y)", "(1 - tanh(x*y)**2) * (1 - 2*x*y*tanh(x*y))"),
        ("(x*y)**(1/2)", "(1/4) / (x*y)**(1/2)"),
        ("x**y", "x**(y - 1) * (1 + y*log(x))"),
        ("erf(x*y)", "2 / pi**(1/2) * exp(-(x*y)**2) * (1 - 2*(x*y)**2)"),
        ("tan(x*y)", "(1 + tan(x*y)**2) * (1 + 2*x*y*tan(x*y))"),
    ],
)
def test_balls_enclose_the_derivatives_of_kernels(text, expected):
    x, y = Fraction(2, 3), Fraction(3, 5)
    field = Balls()
    point = {"x": field.number(x), "y": field.number(y)}
    assert mixed(text, field, x, y).overlaps(evaluate_text(expected, field, point))


@pytest.mark.parametrize("text", ["abs(x - y)", "max(x, y)", "where(x < y, x*y, 0)", "sign(x - y)"])
def test_a_point_on_a_kink_is_refused(text):
    for field in (Exact(), Balls()):
        with pytest.raises(UndecidedError):
            mixed(text, field, 1, 1)


@pytest.mark.parametrize("text", ["1/(x - y)", "log(x - 2)", "(x - 2)**(1/2) * y", "inf * x"])
def test_a_point_at_which_the_loss_is_undefined_is_refused(text):
    for field in (Exact(), Balls()):
        with pytest.raises(UndecidedError):
            mixed(text, field, 1, 1)


def test_a_ball_around_zero_is_no_witness():
    assert arb(fmpq(1, 3)).contains(fmpq(1, 3))
    found = mixed("exp(x)*y - exp(x)*y", Balls(), 1, 1)
    assert found.contains(0)
