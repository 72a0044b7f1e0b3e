"""A proof that a player's place is her best one in a bounded box: branch and bound in balls.

A box is done with where her loss is above what it is here, where a slope pushes out of it, or
where her loss is convex and her place lies in it.
"""

from __future__ import annotations

from fractions import Fraction

from gamelang.analyses.definite import of_balls
from gamelang.analyses.equilibria.box import Search, limits_of
from gamelang.analyses.equilibria.enclosed_numbers import NOTHING_ENCLOSED
from gamelang.analyses.equilibria.isolation import CUT, between
from gamelang.analyses.equilibria.logistic import tightened
from gamelang.analyses.equilibria.tape import record
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.own_loss import OwnLoss
from gamelang.analyses.rationals import ball
from gamelang.symbolic.limits import UndefinedError
from gamelang.symbolic.numbers import precision
from gamelang.symbolic.substitution import Leaf

MOST_BOXES = 3_000
MOST_AXES = 3
BITS = 64
Ends = tuple[Fraction, Fraction]


def least_on_box(inquiry: Inquiry, loss: OwnLoss) -> bool:
    """False: not proved."""
    game = loss.place.game
    limits = limits_of(game, Search())
    on_rows = {k for row in game.rows for k in row.coordinates}
    if limits is None or len(loss.own) > MOST_AXES or game.kinks or on_rows & set(loss.own):
        return False
    if not all(limits[k].whole for k in loss.own):
        return False
    try:
        with precision(BITS):
            ends = [(limits[k].low, limits[k].high) for k in loss.own]
            return _Bounding(inquiry, loss, ends).done()
    except UndefinedError:
        return False


class _Bounding:
    """The values of her loss, slopes and bends on boxes; her place and what she loses there."""

    def __init__(self, inquiry: Inquiry, loss: OwnLoss, ends: list[Ends]) -> None:
        graph = loss.place.game.graph
        enclosed = loss.place.enclosed or NOTHING_ENCLOSED
        bends = [node for row in loss.bends for node in row]
        nodes = tightened(graph, (loss.node, *loss.slopes, *bends))
        inputs: list[Leaf] = [*(graph.coordinate(k) for k in loss.own), *enclosed.names]
        self.inquiry = inquiry
        self.ends = ends
        self.tape = record(nodes, inputs)
        self.enclosed = list(enclosed.at(BITS)) if enclosed.names else []
        here = loss.place.balls([[loss.place.place[k] for k in loss.own]], BITS)
        assert here is not None
        self.here = here[0]
        self.least = self.tape.run([*self.here, *self.enclosed])[0]

    def done(self) -> bool:
        """Whether every box is done with."""
        waiting: list[list[Ends]] = [list(self.ends)]
        for _ in range(MOST_BOXES):
            if not waiting:
                return True
            if self.inquiry.seconds_left <= 0:
                return False
            box = waiting.pop()
            left = self._left(box)
            if left is None:
                continue
            if left != box:
                waiting.append(left)
            elif all(low == high for low, high in box):
                return False
            else:
                waiting += _halves(box)
        return False

    def _left(self, box: list[Ends]) -> list[Ends] | None:
        """What is left of a box: nothing, or a face of it, or all."""
        n = len(box)
        sides = [between(*side) for side in box]
        values = self.tape.run([*sides, *self.enclosed])
        if values[0] > self.least:
            return None
        if all(x.contains(y) for x, y in zip(sides, self.here, strict=True)):
            bends = [values[1 + n + i * n : 1 + n + (i + 1) * n] for i in range(n)]
            if of_balls(bends).positive:
                return None
        smaller = list(box)
        for k, slope in enumerate(values[1 : 1 + n]):
            end = 0 if slope > 0 else 1 if slope < 0 else None
            if end is not None and box[k][0] != box[k][1]:
                if box[k][end] != self.ends[k][end]:
                    return None
                smaller[k] = (box[k][end], box[k][end])
        if smaller != box and self._is_here(smaller):
            return None
        return smaller

    def _is_here(self, box: list[Ends]) -> bool:
        """Whether a box is her place itself."""
        return all(
            low == high and y.is_exact() and y == ball(low)
            for (low, high), y in zip(box, self.here, strict=True)
        )


def _halves(box: list[Ends]) -> list[list[Ends]]:
    widths = [high - low for low, high in box]
    k = widths.index(max(widths))
    low, high = box[k]
    cut = low + (high - low) * Fraction(CUT).limit_denominator(1_000)
    return [[*box[:k], (low, cut), *box[k + 1 :]], [*box[:k], (cut, high), *box[k + 1 :]]]
