"""Games from text, random scalar expressions, and values of normal forms in ball arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from gamelang import compiler
from gamelang.core.game import TypedGame
from gamelang.source import Source
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import NotExpandableError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import Balls
from gamelang.symbolic.polynomials import Polynomial, exponents
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.scalars import ScalarGame, expand

HALF = Fraction(1, 2)
KINKED = ("abs", "sign", "maximum", "minimum")
Load = Callable[..., TypedGame]


@pytest.fixture(scope="session")
def load() -> Load:
    """The typed game of a text."""

    def load(text: str, **settings: Any) -> TypedGame:
        source = Source("test.game", text)
        return compiler.check(compiler.parse(source), source, settings)

    return load


@pytest.fixture
def plain(load: Load) -> ScalarGame:
    """A game with parameters x, y, z and constants a, b, whose graph tests may use freely."""
    return expand(
        load(
            "game plain\nconst a\nconst b\nplayer p:\n    x: real\n    y: real\n    z: real\n"
            "    minimize a * b * x * y * z\n"
        )
    )


class Sprouter:
    """Random scalar nodes in x, y, z: every primitive, rational powers, choices."""

    def __init__(self, graph: Graph, seed: int, kernels: bool = True) -> None:
        self.graph = graph
        self.random = Random(seed)
        self.kernels = kernels

    def node(self, depth: int) -> Scalar:
        """A node of at most this depth; nodes without a value are thrown away."""
        while True:
            try:
                return self._node(depth)
            except NotExpandableError:
                continue

    def _node(self, depth: int) -> Scalar:
        graph, pick = self.graph, self.random
        if depth == 0:
            if pick.random() < 0.2:
                return graph.number(Fraction(pick.randint(-4, 4), pick.choice((1, 1, 2, 3))))
            return graph.coordinate(pick.randrange(3))
        kind = pick.choice(("add", "add", "multiply", "multiply", "power", "kernel", "kernel"))
        if kind == "kernel" and self.kernels:
            return self._kernel(depth - 1)
        if kind == "add":
            return graph.linear(
                pick.randint(-1, 1),
                [
                    (self._node(depth - 1), pick.choice((1, -1, 2, Fraction(1, 2))))
                    for _ in range(2)
                ],
            )
        if kind == "multiply":
            return graph.multiply([self._node(depth - 1) for _ in range(2)])
        whole = (2, 3, -1, -2)
        roots = (Fraction(1, 2), Fraction(3, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(2, 3))
        exponent = pick.choice((*whole, *roots) if self.kernels else whole)
        return graph.product([(self._node(depth - 1), exponent)])

    def _kernel(self, depth: int) -> Scalar:
        graph, pick = self.graph, self.random
        name = pick.choice((*("exp", "log", "sin", "cos", "tan", "tanh", "erf"), *KINKED, "choice"))
        if name in ("maximum", "minimum"):
            return graph.apply(name, self._node(depth), self._node(depth))
        if name == "choice":
            symbol: Any = pick.choice(("less", "lesseq", "equal", "unequal"))
            condition = graph.compare(symbol, self._node(depth), self._node(depth))
            return graph.choose(condition, self._node(depth), self._node(depth))
        return graph.apply(name, self._node(depth))


@pytest.fixture(scope="session")
def sprouter() -> type[Sprouter]:
    return Sprouter


def ball_of(exact: Exact, value: Quotient, place: dict[str, Fraction]) -> Any:
    """A normal form evaluated generator by generator."""
    balls = Balls()
    total = _polynomial(exact, value.numerator, place)
    for divisor, power in value.divisors:
        total = total / _polynomial(exact, divisor, place) ** power
    return total + balls.number(0)


def _polynomial(exact: Exact, p: Polynomial, place: dict[str, Fraction]) -> Any:
    balls = Balls()
    total = balls.number(0)
    for monomial, coefficient in p.terms.items():
        term = balls.number(Fraction(coefficient, p.denominator))
        for number, power in exponents(monomial):
            term = term * _generator(exact, number, place) ** power
        total = total + term
    return total


def _generator(exact: Exact, number: int, place: dict[str, Fraction]) -> Any:
    generator = exact.tower.generators[number]
    balls = Balls()
    match generator.kind:
        case "parameter":
            return balls.number(place[exact.game.parameters[generator.number].name])
        case "constant":
            return balls.number(place[generator.name])
        case "pi":
            return balls.pi()
        case _:
            assert generator.inside is not None
            inside = ball_of(exact, generator.inside, place)
    match generator.kind:
        case "exp":
            return inside.exp()
        case "log":
            return abs(inside).log()
        case "root":
            return inside ** (balls.number(1) / generator.degree)
        case "sin":
            return inside.sin()
        case "cos":
            return inside.cos()
        case "erf":
            return inside.erf()
        case _:
            assert not inside.contains(0) or inside.is_zero()
            return balls.number(-1 if inside < 0 else 1)


@pytest.fixture(scope="session")
def form_value() -> Callable[..., Any]:
    return ball_of
