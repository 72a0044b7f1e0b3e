"""Our derivatives against SymPy's H on every example game and on random expressions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gamelang import compiler
from gamelang.source import Source
from gamelang.symbolic.derivative import derivative, gradient
from gamelang.symbolic.game import SymbolicGame
from gamelang.symbolic.limits import NotExpandableError, TooLargeError
from gamelang.symbolic.numbers import Balls, UnfitError, precision
from gamelang.symbolic.points import Point, draw
from gamelang.symbolic.scalars import ScalarGame, expand_ambient
from gamelang.symbolic.sympy_view import convert, sympy_view
from gamelang.symbolic.values import Values
from tests.specs.told import values

SPECS = sorted(Path(__file__).parents[2].glob("specs/*.game"))
MOST = 12
STEP = Fraction(1, 2**40)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_hessian_of_every_example_is_sympys(path: Path) -> None:
    """Both are evaluated in balls at points of the domain: they must overlap, tightly."""
    source = Source(path.name, path.read_text(encoding="utf-8"), path.parent)
    typed = compiler.readable(compiler.typed(source, values(path)))
    if typed.stops:
        pytest.skip("H is no second derivative of the losses: tests/analyses/test_stop.py")
    try:
        game = expand_ambient(typed)
    except NotExpandableError:
        pytest.skip("what its expectations are has no exact form: tests/systems")
    if len(game.parameters) > MOST:
        pytest.skip("too large for SymPy")
    graph, zero = game.graph, game.graph.number(0)
    try:
        theirs = _back(sympy_view(game), game)
    except TooLargeError:  # the iterated prisoner's dilemma: finite differences alone
        theirs = _unknown
    compared, large, count = 0, theirs is _unknown, len(game.parameters)
    for seed in range(1 if large else 3):
        point = draw(game, seed)
        assert point is not None
        with precision(256):
            here, ahead = Values(Balls(), point), _ahead(point)
            for player, loss in zip(game.players, game.losses, strict=True):
                slopes = gradient(graph, loss)
                for i in player.coordinates:
                    row = gradient(graph, slopes.get(i, zero))
                    for j in range(i % 5 if large else 0, count, 5 if large else 1):
                        compared += _same(
                            here, ahead[j], slopes.get(i, zero), row.get(j, zero), theirs(i, j)
                        )
    assert compared


def _unknown(i: int, j: int) -> None:
    """No entry of SymPy's."""


def _back(view: Any, game: ScalarGame) -> Any:
    """SymPy's H as our nodes, entry by entry."""
    import sympy

    graph = game.graph
    leaves = {symbol: graph.coordinate(k) for k, symbol in enumerate(view.symbols)}
    leaves |= {made: node for node, made in view.constants.items()}

    def node(e: Any) -> Any:
        if e in leaves:
            return leaves[e]
        if e.is_Rational:
            return graph.number(Fraction(int(e.p), int(e.q)))
        if e is sympy.pi:
            return graph.constant("pi")
        if e.is_Add:
            return graph.add([node(a) for a in e.args])
        if e.is_Mul:
            return graph.multiply([node(a) for a in e.args])
        if isinstance(e, sympy.exp):
            return graph.apply("exp", node(e.args[0]))
        if e.is_Pow:
            return graph.power(node(e.base), node(e.exp))
        if isinstance(e, sympy.Heaviside):
            return graph.scale(Fraction(1, 2), graph.linear(1, [(sign(node(e.args[0])), 1)]))
        name = {"Abs": "abs", "Max": "maximum", "Min": "minimum"}.get(type(e).__name__)
        return graph.apply(name or type(e).__name__, *[node(a) for a in e.args])

    def sign(n: Any) -> Any:
        return graph.apply("sign", n)

    def entry(i: int, j: int) -> Any:
        found = view.H[i, j]
        if found.has(sympy.Piecewise, sympy.DiracDelta, sympy.Derivative):
            return None
        return node(found)

    return entry


def _ahead(point: Point) -> list[Values]:
    """The values a small step further, along each coordinate."""
    there = []
    for k, value in enumerate(point.parameters):
        parameters = (*point.parameters[:k], value + STEP, *point.parameters[k + 1 :])
        there.append(Values(Balls(), Point(parameters, point.symbols)))
    return there


def _same(here: Values, ahead: Values, slope: Any, ours: Any, theirs: Any) -> int:
    try:
        a = here.value(ours)
        b = a if theirs is None else here.value(theirs)
        ratio = (ahead.value(slope) - here.value(slope)) / Balls().number(STEP)
    except UnfitError:
        return 0
    assert a.overlaps(b), ours
    assert (a - b).rad() < 1e-20
    assert abs(ratio - a) < 1e-6 * (1 + abs(a)), ours
    return 1


@pytest.mark.parametrize("seed", range(8))
def test_slopes_are_those_of_finite_differences(
    plain: ScalarGame, sprouter: Any, seed: int
) -> None:
    graph = plain.graph
    plant = sprouter(graph, 3000 + seed)
    compared = 0
    for _ in range(20):
        node = plant.node(3)
        place = (Fraction(13, 10), Fraction(7, 6), Fraction(-9, 8))
        ahead = (place[0] + STEP, *place[1:])
        with precision(256):
            try:
                values = [Values(Balls(), Point(p, {})).value(node) for p in (place, ahead)]
                slope = Values(Balls(), Point(place, {})).value(derivative(graph, node, 0))
            except UnfitError:
                continue
            ratio = (values[1] - values[0]) / Balls().number(STEP)
            assert abs(ratio - slope) < 1e-6 * (1 + abs(slope)), node
        compared += 1
    assert compared > 5


def test_the_sum_of_many_terms_is_differentiated_without_recursion(plain: ScalarGame) -> None:
    graph = plain.graph
    node = graph.coordinate(0)
    for _ in range(3000):
        node = graph.apply("sin", graph.linear(1, [(node, 1)]))
    assert derivative(graph, node, 0) is not graph.number(0)


def test_hessian_parts_add_up(load: Any) -> None:
    typed = load(
        "game g\nplayer p:\n    x: vector[2]\n    minimize exp(x[0] * y) + x[1]**3 * y\n"
        "player q:\n    y: real\n    minimize y * sum(x)**2\n"
    )
    game = SymbolicGame(typed)
    zero = game.graph.number(0)
    for place in {*game.H, *game.S, *game.A}:
        total = game.graph.add((game.S.get(place, zero), game.A.get(place, zero)))
        assert total is game.H.get(place, zero)


def test_one_name_is_one_sympy_object(load: Any) -> None:
    """Names that SymPy knows are ordinary symbols."""
    typed = load(
        "game g\nconst beta\nplayer E1:\n    pi: real\n    S: real\n"
        "    minimize pi**2 * S + beta * S**2\n"
    )
    view = SymbolicGame(typed).sympy
    assert str(view.H) == "Matrix([[2*S, 2*pi], [2*pi, 2*beta]])"
    game = view.game
    assert convert(game, game.losses[0], view.symbols, {}) == view.losses[0]
