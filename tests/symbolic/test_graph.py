"""The light canonical form: exact, and no rule that fails somewhere."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import NotExpandableError, TooLargeError, UndefinedError

HALF = Fraction(1, 2)


@pytest.fixture
def graph() -> Graph:
    return Graph()


def test_equal_expressions_are_one_object(graph: Graph) -> None:
    x, y = graph.coordinate(0), graph.coordinate(1)
    assert graph.multiply((x, y)) is graph.multiply((y, x))
    assert graph.linear(1, ((x, 2), (y, -1))) is graph.linear(1, ((y, -1), (x, 2)))
    assert graph.subtract(graph.add((x, y)), y) is x
    assert graph.product(((x, 3), (x, -2))) is x


def test_roots_of_squares_are_absolute_values(graph: Graph) -> None:
    x = graph.coordinate(0)
    square = graph.product(((x, 2),))
    assert graph.product(((square, HALF),)) is graph.apply("abs", x)
    root = graph.product(((x, HALF),))
    assert graph.product(((root, 2),)) is x
    both = graph.multiply((x, graph.coordinate(1)))
    assert graph.product(((both, HALF), (both, HALF))) is both


def test_numbers_under_roots_are_in_lowest_form(graph: Graph) -> None:
    def root(value: Fraction | int, degree: int) -> object:
        return graph.product(((graph.number(value), Fraction(1, degree)),))

    assert root(4, 2) is graph.number(2)
    assert root(Fraction(8, 27), 3) is graph.number(Fraction(2, 3))
    assert root(12, 2) is graph.scale(2, root(3, 2))  # type: ignore[arg-type]
    assert graph.multiply((root(3, 2), root(3, 2))) is graph.number(3)  # type: ignore[arg-type]


def test_functions_at_special_places(graph: Graph) -> None:
    zero, one, pi = graph.number(0), graph.number(1), graph.constant("pi")
    assert [graph.apply(f, zero) for f in ("exp", "cos", "sin", "tanh", "erf")] == [
        *(one, one, zero, zero, zero)
    ]
    assert graph.apply("log", one) is zero
    assert graph.apply("sin", graph.scale(Fraction(1, 6), pi)) is graph.number(HALF)
    assert graph.apply("cos", pi) is graph.number(-1)
    assert graph.apply("tan", graph.scale(Fraction(1, 4), pi)) is one


def test_odd_and_even_functions_take_the_sign_out(graph: Graph) -> None:
    x, y = graph.coordinate(0), graph.coordinate(1)
    forward, back = graph.subtract(x, y), graph.subtract(y, x)
    assert graph.apply("abs", forward) is graph.apply("abs", back)
    assert graph.apply("sin", back) is graph.scale(-1, graph.apply("sin", forward))
    assert graph.apply("maximum", x, y) is graph.apply("maximum", y, x)


@pytest.mark.parametrize("exponent", [-1, HALF])
def test_what_is_no_real_number_is_refused(graph: Graph, exponent: Fraction | int) -> None:
    bad = graph.number(0 if exponent == -1 else -2)
    with pytest.raises(UndefinedError):
        graph.product(((bad, exponent),))


def test_infinity_is_no_scalar(graph: Graph) -> None:
    with pytest.raises(NotExpandableError, match="inf"):
        graph.constant("inf")


def test_the_limit_on_nodes_is_kept() -> None:
    graph = Graph(limit=10)
    coordinates = [graph.coordinate(k) for k in range(10)]
    with pytest.raises(TooLargeError, match="more than 10 nodes"):
        graph.add(coordinates)


def test_huge_powers_of_numbers_are_refused_at_once(graph: Graph) -> None:
    with pytest.raises(TooLargeError):
        graph.product(((graph.number(10), 10**10),))


def test_conditions_between_numbers_are_decided(graph: Graph) -> None:
    x = graph.coordinate(0)
    assert graph.compare("less", graph.number(1), graph.number(2)) is True
    assert graph.compare("equal", graph.add((x, x)), graph.scale(2, x)) is True
    undecided = graph.compare("less", x, graph.number(0))
    assert graph.logic("and", undecided, True) is undecided
    assert graph.logic("or", undecided, True) is True
    assert graph.choose(undecided, x, x) is x
