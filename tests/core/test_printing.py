"""Printed text has the fewest brackets and exact numbers, however deep or long the tree."""

from fractions import Fraction

import pytest

from gamelang.core import ast
from gamelang.core.numerals import numeral
from gamelang.core.printing import print_expression, print_game
from gamelang.source import Source
from gamelang.syntax.parsing import parse, parse_expression


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("((x))", "x"),
        ("(a*b)+(c)", "a * b + c"),
        ("a-(b+c)", "a - (b + c)"),
        ("a-(b-c)", "a - (b - c)"),
        ("a+(b-c)", "a + b - c"),
        ("a-2*x", "a - 2 * x"),
        ("a- -2", "a + 2"),
        ("-(x)", "-x"),
        ("-(2*x)", "-1 * 2 * x"),
        ("-(x*y)", "-x * y"),
        ("(-x)**2", "(-x)**2"),
        ("-(x**2)", "-x**2"),
        ("(-2)**x", "(-2)**x"),
        ("a**(b**c)", "a**b**c"),
        ("(a**b)**c", "(a**b)**c"),
        ("a/(b*c)", "a / (b * c)"),
        ("a*(b/c)", "a * b / c"),
        ("(a@b)@c", "a @ b @ c"),
        ("a@(b@c)", "a @ (b @ c)"),
        ("(a or b) and not (c and d)", "(a or b) and not (c and d)"),
        ("not (a<b)", "not a < b"),
        ("(a if b else c) if d else (e if f else g)", "(a if b else c) if d else e if f else g"),
        ("f(x,row.p=[1,2],)", "f(x, row.p=[1, 2])"),
        ("sum(x[i,:]  for i in n if i!=j)", "sum(x[i, :] for i in n if i != j)"),
        ("E[ stop( x ) ]", "E[stop(x)]"),
        ("x[0].T", "transpose(x[0])"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("1e-3", "0.001"),
        ("6.02e23", "6.02e23"),
        ("1e-12", "1e-12"),
        ("1/3", "1 / 3"),
    ],
)
def test_an_expression_is_printed_with_the_fewest_brackets(written: str, printed: str) -> None:
    tree = parse_expression(written)
    assert print_expression(tree) == printed
    assert parse_expression(printed) == tree


@pytest.mark.parametrize(
    "value", ["0", "1e400", "1e-400", "0.1", "123.456e-390", "9" * 1000 + "e400"]
)
def test_the_largest_and_smallest_numbers_are_read_back(value: str) -> None:
    tree = parse_expression(value)
    assert parse_expression(print_expression(tree)) == tree
    small = parse_expression("0." + "0" * 998 + "1e-400")
    assert parse_expression(print_expression(small)) == small


def test_a_number_without_a_finite_decimal_is_a_division() -> None:
    third = ast.Literal(Fraction(1, 3))
    assert numeral(Fraction(1, 3)) is None
    assert print_expression(third) == "1 / 3"
    assert print_expression(ast.Operator("**", (third, third))) == "(1 / 3)**(1 / 3)"
    assert print_expression(ast.Literal(Fraction(-1, 3))) == "-1 / 3"


def test_depth_and_length_cost_no_stack() -> None:
    tree: ast.Expr = ast.Reference("x")
    for _ in range(50_000):
        tree = ast.Index(ast.Array((tree,)), (ast.Literal(Fraction(0)),))
    assert print_expression(tree).startswith("[[[")
    assert print_expression(ast.Sum((ast.Reference("x"),) * 50_000)).count("+") == 49_999


def test_a_game_is_printed_as_the_formatter_writes_it() -> None:
    text = """game g "A \\"title\\""

dim n >= 2 = 5

const a > 0
const A: matrix[n, n] symmetric = eye(n)

let y[i in n]: real = x[i] from 0
let z: real ~ normal(0, 1)

fn f(v: vector[n], k: real) = k * v

sampler s:
    batch all
    u: vector[2], w[t in 3]: index[2] ~ csv("a.csv")
    d: real = u[0]

player p[i in n]:
    x: real in [0, 1] = 0.5
    q: real != 0 ~ normal(0, 1)
    net D: vector[2], real -> real = mlp(8, activation=tanh)
    minimize f(x)

metric m = sum(x)

claim not potential
claim zero_sum

train:
    method sga
    optimizer[p] sgd(rate=0.1)
    batch 3
"""
    assert print_game(parse(Source("g.game", text))) == text


def test_a_bound_that_is_no_sum_gets_brackets() -> None:
    text = "game g\n\nconst a: real > (1 if b else 2)\n"
    tree = parse(Source("g.game", text))
    assert parse(Source("g.game", print_game(tree))) == tree
