"""Conserved quantities and the Hodge split: known ones, and identities by SymPy's own algebra."""

import pytest
import sympy

from gamelang.analyses.dynamics.conserved import conserved
from gamelang.analyses.dynamics.decomposition import (
    decomposition,
    divergence,
    nearest,
    remainder,
)
from gamelang.analyses.dynamics.field import field_of
from gamelang.analyses.dynamics.hermite import Combinations
from gamelang.analyses.inquiry import Inquiry
from tests.analyses.games import two, typed


def kept(*given: str) -> tuple[str, ...]:
    return conserved(Inquiry(typed(two(*given)), 10))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("x*y", "-x*y", ("y**2 / 2 + x**2 / 2",)),
        ("log(1 + exp(-x*y))", "-log(1 + exp(-x*y))", ("x**2 + y**2",)),
        ("x*y", "x*y", ("x**2 - y**2",)),
        ("sin(x + y)", "sin(x + y)", ("x - y",)),
        ("1/(1 + x*y)", "-1/(1 + x*y)", ("x**2 + y**2",)),
        ("x**2 + y**2", "-(x**2 + y**2)", ("x * y",)),
        ("x**2/2 + x*y", "y**2/2 - x*y", ()),
        ("abs(x*y)", "-abs(x*y)", ()),
    ],
)
def test_known_conserved_quantities(first, second, expected):
    assert kept(first, second) == expected


def test_coefficients_may_hold_constants():
    (found,) = kept("x*y/mu", "-k*x*y", "const mu > 0\nconst k > 0")
    x, y, mu, k = sympy.symbols("x y mu k")
    c = k * mu * x**2 + y**2
    assert found == "x**2 * mu * k + y**2"
    assert sympy.simplify(c.diff(x) * y / mu - c.diff(y) * k * x) == 0


def test_on_a_simplex_the_flow_runs_along_it():
    pennies = "[[1, -1], [-1, 1]]"
    (found,) = kept(
        f"dot(x, {pennies} @ y)", f"-dot(x, {pennies} @ y)", "", "simplex[2]", "simplex[2]"
    )
    x, y = sympy.symbols("x y")
    c = 4 * y**2 - 4 * y + 4 * x**2 - 4 * x + 2
    assert found == "4 * y[0]**2 - 4 * y[0] + 4 * x[0]**2 - 4 * x[0] + 2"
    assert sympy.expand(c.diff(x) * (4 * y - 2) - c.diff(y) * (4 * x - 2)) == 0


def test_products_of_conserved_quantities_are_not_listed_again():
    found = conserved(
        Inquiry(
            typed(
                "game g\nplayer p:\n    x: vector[2]\n    minimize x[0]*y - x[1]*y\n"
                "player q:\n    y: real\n    minimize -(x[0] - x[1])*y\n"
            ),
            10,
        )
    )
    assert len(found) == 2
    assert found[0] == "x[0] + x[1]"


# ---- the Hodge split


def test_the_distance_to_the_nearest_potential_game():
    found = decomposition(
        Inquiry(typed(two("x**2 + a*x*y", "y**2 + b*x*y", "const a\nconst b")), 9)
    )
    assert found is not None
    assert found.distance_squared == "(a - b)**2 / 2"
    assert found.potential == "x**2 + x * y * a / 2 + x * y * b / 2 + y**2"
    assert found.rest == {"x": "y * a / 2 - y * b / 2", "y": "-x * a / 2 + x * b / 2"}


POLYNOMIALS = [
    ("x*y", "-x*y"),
    ("x**3*y + x", "-x*y**2"),
    ("x**4*y**2 + x*y**3", "y**5 - x**2*y"),
    ("x**2 + y**2", "-(x**2 + y**2)"),
    ("(x + y)**3", "(x - 2*y)**4"),
]


@pytest.mark.parametrize(("first", "second"), POLYNOMIALS)
def test_the_rest_is_free_of_divergence(first, second):
    field = field_of(Inquiry(typed(two(first, second)), 10), 4)
    assert field is not None
    terms = Combinations(field.exact)
    powers = [terms.coefficients(node) for node in field.xi]
    xi = [terms.to_hermite(p) for p in powers if p is not None]
    rest = remainder(terms, xi, nearest(terms, xi))
    assert not divergence(terms, rest)


@pytest.mark.parametrize(("first", "second"), POLYNOMIALS)
def test_the_parts_add_up_and_the_distance_is_the_mean_square(first, second):
    found = decomposition(Inquiry(typed(two(first, second)), 10))
    assert found is not None
    x, y = sympy.symbols("x y")
    letters = {"x": x, "y": y}
    phi, *rest = (_read(t, letters) for t in (found.potential, found.rest["x"], found.rest["y"]))
    losses = [_read(t, letters) for t in (first, second)]
    total = 0
    for loss, r, v in zip(losses, rest, (x, y), strict=True):
        assert sympy.expand(loss.diff(v) - phi.diff(v) - r) == 0
        total += _mean(sympy.expand(r**2), x, y)
    assert total == sympy.Rational(found.distance_squared)


def _mean(poly, x, y):
    """Under the standard Gaussian: E x^(2k) = (2k - 1)!!."""
    out = 0
    for (i, j), c in sympy.Poly(poly, x, y).terms():
        if i % 2 == j % 2 == 0:
            out += c * sympy.factorial2(i - 1) * sympy.factorial2(j - 1)
    return out


def _read(text, letters):
    import ast

    def value(node):
        match node:
            case ast.BinOp(left, op, right):
                a, b = value(left), value(right)
                match op:
                    case ast.Add():
                        return a + b
                    case ast.Sub():
                        return a - b
                    case ast.Mult():
                        return a * b
                    case ast.Div():
                        return a / b
                    case _:
                        return a**b
            case ast.UnaryOp(_, operand):
                return -value(operand)
            case ast.Name(name):
                return letters[name]
            case ast.Constant(number):
                return sympy.Integer(number)
            case _:
                raise AssertionError(text)

    return value(ast.parse(text, mode="eval").body)


def test_a_potential_game_has_no_rest_and_other_fields_no_split():
    found = decomposition(Inquiry(typed(two("(x + y)**3", "(x + y)**3")), 10))
    assert found is not None
    assert found.distance_squared == "0"
    assert set(found.rest.values()) == {"0"}
    assert decomposition(Inquiry(typed(two("exp(x)", "y")), 10)) is None
    assert decomposition(Inquiry(typed(two("x/y", "y")), 10)) is None
    assert decomposition(Inquiry(typed(two("abs(x)", "y")), 10)) is None
