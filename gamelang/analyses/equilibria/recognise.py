"""Exact values behind enclosures: simple rationals, square roots, multiples of pi, logarithms.

A guess counts only if the equations vanish there exactly; the certified box holds one zero only,
so that then it is the one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from gamelang.analyses.rationals import Ball, ball, simplest_within
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.substitution import Leaf, Substitution

LARGEST = 10_000  # denominators that are guessed
NARROW = 1e-15
BITS = 128
FINE = 1024  # for exact numbers, which must be narrower than the enclosures


def recognised(
    exact: Exact, free: Sequence[int], equations: Sequence[Scalar], balls: Sequence[Ball]
) -> dict[int, Scalar] | None:
    """The exact zero, if it was guessed."""
    graph = exact.game.graph
    values: dict[int, Scalar] = {}
    for k, value in zip(free, balls, strict=True):
        guess = next(_guesses(graph, value), None)
        if guess is None:
            return None
        values[k] = guess
    return values if _vanish(exact, equations, values) else None


def _vanish(exact: Exact, equations: Sequence[Scalar], values: Mapping[int, Scalar]) -> bool:
    graph = exact.game.graph
    leaves: dict[Leaf, Scalar] = {graph.coordinate(k): v for k, v in values.items()}
    here = Substitution(graph, leaves)
    try:
        return all(exact.zero(here.of(node)) == "yes" for node in equations)
    except (UndecidedError, NotExpandableError):
        return False


def _guesses(graph: Graph, value: Ball) -> Iterator[Scalar]:
    """Simple numbers in the ball."""
    import flint

    with precision(BITS):
        plain = guessed(value)
        if plain is not None:
            yield graph.number(plain)
        square = guessed(value * value)
        if square is not None and square > 0 and _holds(value, lambda: _signed_root(square, value)):
            root = graph.product(((graph.number(square), Fraction(1, 2)),))
            yield graph.scale(1 if value > 0 else -1, root)
        turns = guessed(value / flint.arb.pi())
        if turns is not None and _holds(value, lambda: ball(turns) * flint.arb.pi()):
            yield graph.scale(turns, graph.constant("pi"))
        power = guessed(value.exp())
        if power is not None and power > 0 and _holds(value, lambda: ball(power).log()):
            yield graph.apply("log", graph.number(power))


def _holds(value: Ball, exact: Callable[[], Ball]) -> bool:
    with precision(FINE):
        return bool(value.contains(exact()))


def _signed_root(square: Fraction, value: Ball) -> Ball:
    root = ball(square).sqrt()
    return root if value > 0 else -root


def guessed(value: Ball) -> Fraction | None:
    """The plain rational in a narrow ball, where there is one."""
    return simplest_within(value, LARGEST) if value.rad() < NARROW else None
