"""Exact values behind enclosures: simple rationals, square roots, multiples of pi, logarithms.

A guess counts only if the equations vanish there exactly; the certified box holds one zero only,
so that then it is the one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gamelang.analyses.equilibria.tape import Ball, near
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.substitution import Leaf, Substitution

LARGEST = 10_000  # denominators that are guessed
BITS = 128


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
        plain = simplest(value)
        if plain is not None:
            yield graph.number(plain)
        square = simplest(value * value)
        if square is not None and square > 0:
            root = graph.product(((graph.number(square), Fraction(1, 2)),))
            yield graph.scale(1 if value > 0 else -1, root)
        turns = simplest(value / flint.arb.pi())
        if turns is not None:
            yield graph.scale(turns, graph.constant("pi"))
        power = simplest(value.exp())
        if power is not None and power > 0:
            yield graph.apply("log", graph.number(power))


def simplest(value: Ball) -> Fraction | None:
    """The rational with a small denominator in a narrow ball."""
    if not value.is_finite() or value.rad() > 1e-15:
        return None
    guess = near(value.mid()).limit_denominator(LARGEST)
    import flint

    return guess if value.contains(flint.fmpq(guess.numerator, guess.denominator)) else None
