"""A place in a player's own domain where her loss is lower, proved by enclosures."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gamelang.analyses.equilibria.box import Limits, Search, limits_of
from gamelang.analyses.equilibria.enclosed_numbers import NOTHING_ENCLOSED
from gamelang.analyses.equilibria.tape import Tape, record
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.own_loss import OwnLoss
from gamelang.analyses.rationals import Ball, ball
from gamelang.analyses.rounded import below
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.substitution import Leaf

BITS = 128
STARTS = 40
ROUNDS = 30
FINEST = 1_000  # denominators of what is tried last
FAR = (Fraction(100), Fraction(10_000))


@dataclass(frozen=True, slots=True)
class Better:
    """`values`: her own coordinates; she gains at least `gain` there."""

    values: Mapping[int, Fraction]
    gain: str


def better_place(inquiry: Inquiry, loss: OwnLoss) -> Better | None:
    """The best of the places tried, if it is proved to be better; None proves nothing."""
    limits = limits_of(loss.place.game, Search())
    if limits is None:
        return None
    enclosed = loss.place.enclosed or NOTHING_ENCLOSED
    with precision(BITS):
        graph = loss.place.game.graph
        inputs: list[Leaf] = [*(graph.coordinate(k) for k in loss.own), *enclosed.names]
        tape = record((loss.node,), inputs)
        here = loss.place.balls([[loss.place.derived.losses[_player(loss)]]], BITS)
        if here is None or not here[0][0].is_finite():
            return None
        looking = _Looking(tape, list(enclosed.at(BITS)) if enclosed.names else [], loss, limits)
        best = min(looking.places(inquiry), key=lambda pair: pair[1], default=None)
        if best is None:
            return None
        gain = here[0][0] - looking.value(best[0])
        if not gain > 0:
            return None
        return Better(dict(zip(loss.own, best[0], strict=True)), below(gain))


def _player(loss: OwnLoss) -> int:
    return loss.place.game.parameters[loss.own[0]].player


@dataclass(frozen=True, slots=True)
class _Looking:
    tape: Tape
    enclosed: list[Ball]
    loss: OwnLoss
    limits: Mapping[int, Limits]

    def value(self, place: Sequence[Fraction]) -> Ball:
        (found,) = self.tape.run([*map(ball, place), *self.enclosed])
        return found

    def size(self, place: Sequence[Fraction]) -> float:
        """The loss, roughly; infinite where it has no value."""
        found = self.value(place)
        return float(found.mid()) if found.is_finite() else float("inf")

    def places(self, inquiry: Inquiry) -> Iterator[tuple[list[Fraction], float]]:
        """Places of the domain, with their loss: starts, and descents from the best of them."""
        dice = random.Random(20180215)
        tried = []
        for place in self._starts(dice):
            if inquiry.seconds_left <= 0:
                break
            if self._inside(place):
                tried.append((place, self.size(place)))
        tried.sort(key=lambda pair: pair[1])
        yield from tried
        for place, value in tried[:3]:
            yield self._descended(place, value, inquiry)

    def _starts(self, dice: random.Random) -> Iterator[list[Fraction]]:
        ends = [(self.limits[k].low, self.limits[k].high) for k in self.loss.own]
        for share in range(33) if len(ends) == 1 else ():
            low, high = ends[0]
            yield [low + (high - low) * Fraction(share, 32)]
        for _ in range(STARTS):
            yield [low + (high - low) * Fraction(dice.randint(0, 64), 64) for low, high in ends]
        for far in FAR:
            for signs in ([1], [-1]) if len(ends) == 1 else ():
                yield [far * signs[0]]
        yield from self._corners()

    def _corners(self) -> Iterator[list[Fraction]]:
        """The corners of simplexes."""
        for k in range(len(self.loss.own) + 1):
            yield [Fraction(j == k) for j in range(len(self.loss.own))]

    def _inside(self, place: Sequence[Fraction]) -> bool:
        game = self.loss.place.game
        values = dict(zip(self.loss.own, place, strict=True))
        for k, value in values.items():
            limits = game.parameters[k].range
            if limits is None:
                continue
            low, high = self.limits[k].low, self.limits[k].high
            if (limits.low is not None and value < low) or (
                limits.high is not None and value > high
            ):
                return False
        rows = [row for row in game.rows if set(row.coordinates) <= values.keys()]
        return all(sum(values[k] for k in row.coordinates) <= 1 for row in rows)

    def _descended(
        self, place: list[Fraction], value: float, inquiry: Inquiry
    ) -> tuple[list[Fraction], float]:
        """A walk along the axes with ever smaller steps."""
        step = Fraction(1)
        for _ in range(ROUNDS):
            if inquiry.seconds_left <= 0 or step < Fraction(1, FINEST):
                break
            moved = False
            for k in range(len(place)):
                for sign in (step, -step):
                    after = [x + sign * (j == k) for j, x in enumerate(place)]
                    if self._inside(after) and (size := self.size(after)) < value:
                        place, value, moved = after, size, True
            step = step if moved else step / 2
        return place, value
