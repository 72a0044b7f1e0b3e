"""mu and L over a bounded box: the box is halved where the bounds are worst, until they are close.

Every number is a proved bound at every moment, so that the work can stop at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any

from gamelang.analyses.definite import complement
from gamelang.analyses.dynamics.bounds import Bounds
from gamelang.analyses.dynamics.field import Field
from gamelang.analyses.dynamics.numbers import decimal
from gamelang.analyses.equilibria.tape import Tape, record
from gamelang.analyses.rationals import ball
from gamelang.analyses.tangent import gram, inverse_gram
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.leaves import Range
from gamelang.symbolic.nodes import Rational, Scalar

MOST_SIDES = 6
MOST_BOXES = 4_000
CLOSE = 0.02
STEPS = 12
Box = tuple[tuple[Fraction, Fraction], ...]
Balls = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Cover:
    """H and then S as a tape, and the domain that its boxes cover."""

    tape: Tape
    size: int
    domain: Box
    rows: tuple[tuple[int, ...], ...]
    metric: Sequence[Sequence[int]]
    inverse: Balls

    def matrices(self, box: Box) -> tuple[Balls, Balls]:
        """Enclosures of H and S."""
        values = self.tape.run([ball(low).union(ball(high)) for low, high in box])
        rows = [values[k : k + self.size] for k in range(0, len(values), self.size)]
        return rows[: self.size], rows[self.size :]

    def empty(self, box: Box) -> bool:
        """Whether the box lies outside the domain: entries of a row add up to more than 1."""
        return any(sum(box[k][0] for k in row) > 1 for row in self.rows)

    def halves(self, box: Box) -> list[Box]:
        shares = [(b - a) / (d - c) for (a, b), (c, d) in zip(box, self.domain, strict=True)]
        k = shares.index(max(shares))
        low, high = box[k]
        middle = (low + high) / 2
        parts = ((low, middle), (middle, high))
        return [(*box[:k], part, *box[k + 1 :]) for part in parts]


def cover_of(field: Field) -> Cover | None:
    """None where the domain is not bounded, of many dimensions, or constants are free."""
    game = field.game
    if field.size > MOST_SIDES or symbols(*field.xi):
        return None
    domain: list[tuple[Fraction, Fraction]] = []
    for parameter in game.parameters:
        match parameter.range:
            case Range(Rational(low), Rational(high)):
                domain.append((Fraction(low), Fraction(high)))
            case _:
                return None
    nodes = [node for row in (*field.hessian, *_symmetric(field)) for node in row]
    tape = record(nodes, [game.graph.coordinate(p.number) for p in game.parameters])
    rows = tuple(tuple(row.coordinates) for row in game.rows)
    metric = [[int(v) for v in row] for row in gram(game)]
    inverse = [[ball(v) for v in row] for row in inverse_gram(game)]
    return Cover(tape, field.size, tuple(domain), rows, metric, inverse)


def _symmetric(field: Field) -> list[list[Scalar]]:
    """S, where what cancels in H + Hᵀ is 0."""
    zero, exact = field.game.graph.number(0), field.exact
    rows = field.symmetric()
    return [[zero if exact.zero(node) == "yes" else node for node in row] for row in rows]


def bounds_on(cover: Cover, until: float) -> Bounds | None:
    """mu and L² over the domain; None where even the finest boxes gave none."""
    halfway = time.monotonic() + max(0.0, until - time.monotonic()) / 2
    mu = _least(cover, lambda box: _mu(cover, box), halfway)
    square = _least(cover, lambda box: _minus_square(cover, box), until)
    if mu is None or square is None:
        return None
    rounded = Fraction(decimal(mu, down=True))
    above = Fraction(decimal(-square, down=False))
    return Bounds(rounded, above, exact_mu=False, exact_square=False)


Bound = Callable[[Box], Fraction | None]


def _least(cover: Cover, bound: Bound, until: float) -> Fraction | None:
    """A lower bound of what `bound` bounds below on every part, close to the least if time allows.

    None stands for minus infinity.
    """
    queue = [(_key(bound(cover.domain)), 0, cover.domain)]
    heapify(queue)
    count = 0
    while True:
        worst, _, box = queue[0]
        if count >= MOST_BOXES or time.monotonic() > until or _settled(cover, box, worst, bound):
            return worst[1] if worst[0] else None
        heappop(queue)
        for half in cover.halves(box):
            count += 1
            if not cover.empty(half):
                heappush(queue, (_key(bound(half)), count, half))


def _key(value: Fraction | None) -> tuple[bool, Fraction]:
    """(known, value): what is not known comes first."""
    return (value is not None, Fraction(0) if value is None else value)


def _settled(cover: Cover, box: Box, worst: tuple[bool, Fraction], bound: Bound) -> bool:
    """Whether the worst box cannot get much better: its middle is as bad."""
    if not worst[0]:
        return False
    middle = tuple(((low + high) / 2, (low + high) / 2) for low, high in box)
    here = bound(middle)
    return here is not None and abs(here - worst[1]) <= CLOSE * abs(worst[1])


def _mu(cover: Cover, box: Box) -> Fraction | None:
    """A number m with S ⪰ m G on the box."""
    _, s = cover.matrices(box)
    return _largest_shift(s, cover.metric)


def _minus_square(cover: Cover, box: Box) -> Fraction | None:
    """-L² on the box: the largest m with -HᵀG⁻¹H ⪰ m G."""
    h, _ = cover.matrices(box)
    lifted = _times(cover.inverse, h)
    turned = [list(column) for column in zip(*h, strict=True)]
    return _largest_shift([[-v for v in row] for row in _times(turned, lifted)], cover.metric)


def _times(a: Balls, b: Balls) -> Balls:
    columns = list(zip(*b, strict=True))
    return [
        [sum((x * y for x, y in zip(row, c, strict=True)), ball(0)) for c in columns] for row in a
    ]


def _largest_shift(s: Balls, metric: Sequence[Sequence[int]]) -> Fraction | None:
    """By bisection: a number m, about the largest, with s - m G positive semidefinite."""
    if not all(v.is_finite() for row in s for v in row):
        return None
    high = min(float(row[i].lower() / metric[i][i]) for i, row in enumerate(s))
    low = -1.01 * max(sum(float(abs(v).upper()) for v in row) for row in s) - 1e-9
    if definite(_shifted(s, metric, high)):
        return Fraction(high)
    if not definite(_shifted(s, metric, low)):
        return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if definite(_shifted(s, metric, middle)) else (low, middle)
    return Fraction(low)


def _shifted(s: Balls, metric: Sequence[Sequence[int]], shift: float) -> Balls:
    return [
        [v - shift * g if g else v for v, g in zip(row, weights, strict=True)]
        for row, weights in zip(s, metric, strict=True)
    ]


def definite(rows: Balls) -> bool:
    """Whether elimination in balls shows a matrix to be positive semidefinite."""
    left = [list(row) for row in rows]
    while left:
        k = next((i for i, row in enumerate(left) if row[i] > 0), None)
        if k is None:
            return all(entry == 0 for row in left for entry in row)
        left = complement(left, k)
    return True
