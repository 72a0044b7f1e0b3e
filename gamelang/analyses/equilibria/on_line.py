"""A proof that a player's place is her best one, where she has one parameter and a rational slope.

Between critical points, and beyond the last one, her loss is monotone: it is enough to compare the
critical points and the ends of her domain, and to know that the loss rises where there is no end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gamelang.analyses.equilibria.real_roots import real_roots
from gamelang.analyses.equilibria.recognise import guessed
from gamelang.analyses.equilibria.tape import record
from gamelang.analyses.own_loss import OwnLoss
from gamelang.analyses.rationals import Ball, ball
from gamelang.symbolic import polynomials
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.nodes import Rational, Scalar
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.substitution import Substitution

BITS = 256
MOST_DEGREE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """Her domain: None for no end; an open end does not belong to it."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool

    def holds(self, x: Ball) -> bool:
        """Whether a number may lie in it, ends included."""
        return not (
            (self.low is not None and x < ball(self.low))
            or (self.high is not None and x > ball(self.high))
        )


def least_on_line(loss: OwnLoss) -> bool:
    """False: not proved. Raises UndecidedError."""
    place = loss.place
    if len(loss.own) != 1 or symbols(loss.node) or place.game.kinks:
        return False
    slope = place.exact.normal(loss.slopes[0])
    above = _univariate(loss, slope.numerator)
    below = [_univariate(loss, divisor) for divisor, _ in slope.divisors]
    line = _line(loss)
    if above is None or line is None or any(p is None for p in below):
        return False
    with precision(BITS):
        if any(line.holds(x) for p in below if p is not None for x in _roots(p)):
            return False
        critical = [x for x in _roots(above) if line.holds(x)]
        return _ends_rise(loss, line, critical) and _compared(loss, line, critical)


def _univariate(loss: OwnLoss, p: Polynomial) -> Any | None:
    """An fmpz_poly in her parameter; None where something else occurs."""
    import flint

    tower = loss.place.exact.tower
    if p.degree > MOST_DEGREE:
        return None
    coefficients: dict[int, int] = {}
    for monomial, c in p.terms.items():
        powers = list(polynomials.exponents(monomial))
        for g, _ in powers:
            generator = tower.generators[g]
            if generator.kind != "parameter" or generator.number != loss.own[0]:
                return None
        coefficients[powers[0][1] if powers else 0] = c
    return flint.fmpz_poly(
        [coefficients.get(k, 0) for k in range(max(coefficients, default=0) + 1)]
    )


def _roots(p: Any) -> list[Ball]:
    """The distinct real roots, ascending."""
    if p.degree() < 1:
        return []
    common = p.gcd(p.derivative())
    return real_roots(p // common if common.degree() > 0 else p)


def _line(loss: OwnLoss) -> Line | None:
    bounds = loss.place.game.parameters[loss.own[0]].range
    if any(loss.own[0] in row.coordinates for row in loss.place.game.rows):
        return Line(Fraction(0), Fraction(1), False, False)
    if bounds is None:
        return Line(None, None, False, False)
    ends = (bounds.low, bounds.high)
    if any(end is not None and not isinstance(end, Rational) for end in ends):
        return None
    low, high = (Fraction(end.value) if isinstance(end, Rational) else None for end in ends)
    return Line(low, high, bounds.low_strict, bounds.high_strict)


def _ends_rise(loss: OwnLoss, line: Line, critical: Sequence[Ball]) -> bool:
    """Whether the loss rises towards each end that is open or infinitely far."""
    last = critical[-1].upper() if critical else None
    first = critical[0].lower() if critical else None
    upper = line.high is None or line.high_open
    lower = line.low is None or line.low_open
    if upper and not _slope(loss, _beyond(last, line.low, line.high, 1)) >= 0:
        return False
    return not lower or bool(_slope(loss, _beyond(first, line.high, line.low, -1)) <= 0)


def _beyond(root: Ball | None, other: Fraction | None, end: Fraction | None, side: int) -> Ball:
    """A point between the outermost critical point and the end."""
    if root is None:
        root = ball(other if other is not None else (end if end is not None else 0))
        if other is None and end is not None:
            root = root - side
    return root + side if end is None else (root + ball(end)) / 2


def _slope(loss: OwnLoss, x: Ball) -> Ball:
    graph = loss.place.game.graph
    return record((loss.slopes[0],), (graph.coordinate(loss.own[0]),)).run([x])[0]


def _compared(loss: OwnLoss, line: Line, critical: Sequence[Ball]) -> bool:
    """Whether nothing among the candidates is below her loss here."""
    graph = loss.place.game.graph
    coordinate = graph.coordinate(loss.own[0])
    here = loss.place.place[loss.own[0]]
    at = loss.place.balls([[here]], BITS)
    if at is None:
        return False
    tape = record((loss.node,), (coordinate,))
    (value,) = tape.run(at[0])
    near = [x for x in critical if x.overlaps(at[0][0])]
    inner = loss.place.sign(loss.place.values.xi[loss.own[0]]) == 0
    for x in critical:
        same = inner and near == [x]  # a critical point, and no other one is so near
        if not same and not tape.run([x])[0] > value and not _ties(loss, here, x):
            return False
    ends = [end for end in (line.low, line.high) if end is not None]
    return all(_not_less(loss, here, graph.number(end)) for end in ends if _closed(line, end))


def _closed(line: Line, end: Fraction) -> bool:
    return not (line.low_open if end == line.low else line.high_open)


def _ties(loss: OwnLoss, here: Scalar, x: Ball) -> bool:
    """Whether a critical point is rational and as good as her place, at most."""
    guess, graph, exact = guessed(x), loss.place.game.graph, loss.place.exact
    if guess is None:
        return False
    there = graph.number(guess)
    slope = Substitution(graph, {graph.coordinate(loss.own[0]): there}).of(loss.slopes[0])
    return exact.zero(slope) == "yes" and _not_less(loss, here, there)


def _not_less(loss: OwnLoss, here: Scalar, there: Scalar) -> bool:
    """Whether her loss at an exact place is at least that here."""
    graph = loss.place.game.graph
    coordinate = graph.coordinate(loss.own[0])
    values = [Substitution(graph, {coordinate: x}).of(loss.node) for x in (there, here)]
    return loss.place.sign(graph.subtract(*values)) in (0, 1)
