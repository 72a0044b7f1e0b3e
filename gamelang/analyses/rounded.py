"""A fixed point that is known by enclosures, rounded to decimals, with how far off that can be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from typing import Any

from gamelang.analyses.equilibria.enclosed_numbers import EnclosedNumbers
from gamelang.analyses.equilibria.tape import record
from gamelang.analyses.point import Place
from gamelang.analyses.rationals import TINY, Ball, ball, near
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.substitution import Leaf, Substitution

BITS = 128
DIGITS = 17


@dataclass(frozen=True)
class Rounded:
    """Decimals for entries of a point; enclosed numbers stand behind them."""

    place: Place
    enclosed: EnclosedNumbers

    def centre(self, node: Scalar) -> str:
        """About the value, to 17 digits."""
        return decimal(self._ball(node))[0]

    def radius(self, node: Scalar) -> str:
        """At least the distance of the value from `centre`."""
        return decimal(self._ball(node))[1]

    def _ball(self, node: Scalar) -> Ball:
        found = self.enclosed.balls((node,), BITS)
        assert found is not None
        return found[0]

    @cached_property
    def residual(self) -> str:
        """At least the norm of w - Π(w - ξ(w)) at the rounded point w.

        With the fixed point v that is (w - v) - (Π(w - ξ(w)) - Π(v - ξ(v))), and Π never
        enlarges a distance: 2 |w - v| + |ξ(w) - ξ(v)| is a bound.
        """
        with precision(BITS):
            off = [self._off(entry) for entry in self._entries()]
            wider = [_widened(b) for b in self.enclosed.at(BITS)]
            rates = record(self.place.derived.xi, self.enclosed.names).run(wider)
            bound = 2 * _norm(off) + _norm([2 * rate.rad() for rate in rates])
        return above(bound)

    def _entries(self) -> list[Scalar]:
        """Every coordinate that is not exact, and the last entries of simplexes."""
        game = self.place.game
        leaves: dict[Leaf, Scalar] = {
            game.graph.coordinate(k): v for k, v in self.place.place.items()
        }
        here = Substitution(game.graph, leaves)
        return [*self.place.place.values(), *(here.of(row.last) for row in game.rows)]

    def _off(self, node: Scalar) -> Ball:
        return ball(Fraction(self.radius(node)))


def decimal(value: Ball) -> tuple[str, str]:
    """A decimal near the ball's centre, and a bound on its distance from anything in the ball."""
    centre = near(value.mid())
    with localcontext() as setting:
        setting.prec = DIGITS
        shown = Decimal(centre.numerator) / Decimal(centre.denominator)
    off = abs(Fraction(shown) - centre) + near(value.rad().upper())
    if not value.is_exact():
        off += 2 * TINY
    return _plain(shown), _up(off)


def above(value: Ball) -> str:
    """A short decimal that is at least the ball."""
    return "0" if value.is_zero() else _up(near(value.upper()) + 2 * TINY)


def below(value: Ball) -> str:
    """A short decimal that is at most the (positive) ball."""
    with localcontext() as setting:
        setting.prec = 3
        setting.rounding = ROUND_FLOOR
        exact = near(value.lower())
        return _plain(Decimal(exact.numerator) / Decimal(exact.denominator))


def _widened(value: Ball) -> Ball:
    """A ball that holds the decimals too."""
    centre, _ = decimal(value)
    return value.union(ball(Fraction(centre)))


def _norm(values: list[Any]) -> Ball:
    total = ball(0)
    for value in values:
        total = total + value * value
    return total.sqrt() if total > 0 else total


def _up(value: Fraction) -> str:
    """Rounded up to two digits."""
    if not value:
        return "0"
    with localcontext() as setting:
        setting.prec = 2
        setting.rounding = ROUND_CEILING
        return _plain(Decimal(value.numerator) / Decimal(value.denominator))


def _plain(value: Decimal) -> str:
    """In the language: 0.25, 1.5e-18."""
    text = f"{value.normalize():E}"
    mantissa, _, exponent = text.partition("E")
    power = int(exponent)
    if -5 <= power < DIGITS:
        return f"{value.normalize():f}"
    return f"{mantissa}e{power}"
