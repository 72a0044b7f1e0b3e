"""Solutions of a face's equations become fixed points, once they are proved to lie on the face and
ξ to push outwards there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gamelang.analyses.described import coordinates
from gamelang.analyses.equilibria.affine import AffineSet, affine_rows, rational_rows
from gamelang.analyses.equilibria.enclosed_numbers import NOTHING_ENCLOSED
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.families import Condition, inside, needed
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.analyses.inquiry import Inquiry
from gamelang.analyses.point import Place
from gamelang.builtins.smoothness import partial
from gamelang.core.deep import Family
from gamelang.core.verdicts import FixedPoint
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.limits import NotExpandableError, UndecidedError, UndefinedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.normal_text import quotient_text
from gamelang.symbolic.substitution import Leaf, Substitution
from gamelang.symbolic.text import text

Describe = Callable[[Inquiry, Place], FixedPoint]
GAPS = "beside a fixed point lie others, but a loss may have no value at some of them"
SIDE = "on which side of a limit a candidate lies is not decided"


@dataclass(frozen=True, slots=True)
class Settled:
    """What is proved of one face; `open`: why something may be missing."""

    points: tuple[FixedPoint, ...] = ()
    families: tuple[Family, ...] = ()
    open: tuple[str, ...] = ()


def settled(
    inquiry: Inquiry,
    exact: Exact,
    face: Face,
    solved: Solved,
    describe: Describe,
    families_before: int,
) -> Settled:
    """The fixed points among the solutions, as `describe` tells of them."""
    points: list[FixedPoint] = []
    families: list[Family] = []
    doubts: list[str] = []
    settling = _Settling(inquiry, exact, face, describe, doubts)
    for root in sorted(solved.roots, key=_size):
        for point in settling.point(root):
            line = settling.line(root, solved.directions)
            if line is not None:
                point = replace(point, family=families_before + len(families))
                families.append(line)
            points.append(point)
    for each in solved.sets:
        found = settling.set(each)
        if found is None:
            continue
        point, family = found
        if family is not None:
            point = replace(point, family=families_before + len(families))
            families.append(family)
        points.append(point)
    return Settled(tuple(points), tuple(families), tuple(doubts))


@dataclass(frozen=True, slots=True)
class _Settling:
    inquiry: Inquiry
    exact: Exact
    face: Face
    describe: Describe
    doubts: list[str]

    def point(self, root: Root) -> list[FixedPoint]:
        """The fixed point, if it is one."""
        if root.nonzero is not None:
            self.doubts.append(f"where {self._text(root.nonzero)} == 0 there may be other ones")
        place = self._place(root)
        try:
            condition = self._condition(place, root)
            if condition is None or not self._defined(place):
                return []
            if place.values.kinks:
                self.doubts.append("a candidate lies on a kink, or may do so")
                return []
            found = self.describe(self.inquiry, place)
        except UndefinedError:
            return []  # a loss has no value there
        except (UndecidedError, NotExpandableError) as problem:
            self.doubts.append(str(problem))
            return []
        return [replace(found, condition=condition or None)]

    @property
    def _gaps(self) -> bool:
        """Whether a loss may have no value somewhere in the domain."""
        return partial(*(player.loss for player in self.inquiry.game.players))

    def _place(self, root: Root) -> Place:
        graph = self.exact.game.graph
        balanced = {
            k: next((j for j in move if j != k), None) for k, move in self.face.moves.items()
        }
        return Place(self.exact, self.face.place(graph, root.values), root.enclosed, balanced)

    def _condition(self, place: Place, root: Root) -> str | None:
        """What constants must fulfil ("" for nothing); None: this is no fixed point of the face,
        or it is not known to be one."""
        graph = self.exact.game.graph
        leaves: dict[Leaf, Scalar] = {graph.coordinate(k): v for k, v in root.values.items()}
        here = Substitution(graph, leaves)
        wanted = [(node, ">") for node in self.face.inside]
        wanted += [(node, ">=") for node in self.face.outward]
        texts = [] if root.nonzero is None else [f"{self._text(root.nonzero)} != 0"]
        for node, symbol in wanted:
            value = here.of(node)
            sign = place.sign(value)
            if sign == -1 or (sign == 0 and symbol == ">"):
                return None
            if sign is None:
                if root.enclosed is not None or not symbols(value):
                    self.doubts.append(SIDE)
                    return None
                side = self.exact.one_sided(value)
                if side == -1 and symbol == ">":
                    return None
                if side == 1 and symbol == ">=":
                    continue
                texts.append(f"{self._text(value)} {symbol} 0")
        return " and ".join(dict.fromkeys(texts))

    def _text(self, node: Scalar) -> str:
        return quotient_text(self.exact, self.exact.normal(node))

    def _defined(self, place: Place) -> bool:
        """Whether all losses have a value there."""
        losses = place.derived.losses
        if place.enclosed is None:
            return True
        if place.game.apart is not None and self._gaps:
            self.doubts.append(GAPS)
            return False
        values = place.enclosed.balls(losses, 256)
        if values is None or all(value.is_finite() for value in values):
            return True
        self.doubts.append("a loss may have no value at a candidate")
        return False

    def line(self, root: Root, directions: Sequence[Mapping[int, Fraction]]) -> Family | None:
        """All fixed points that differ from one by multiples of some directions."""
        if not directions:
            return None
        if root.enclosed is not None:
            self.doubts.append("a family of fixed points is only known by an enclosure")
            return None
        if self._gaps:
            self.doubts.append(GAPS)
            return None
        graph = self.exact.game.graph
        names = _letters(self.inquiry, len(directions))
        values = {
            k: graph.linear(
                0,
                [
                    (node, 1),
                    *(
                        (graph.symbol(t), d.get(k, 0))
                        for t, d in zip(names, directions, strict=True)
                    ),
                ],
            )
            for k, node in root.values.items()
        }
        place = Place(self.exact, self.face.place(graph, values))
        return Family(coordinates(self.inquiry, place), names)

    def set(self, each: AffineSet) -> tuple[FixedPoint, Family | None] | None:
        """One point of the set, and the set if there are more; None: nothing of it is there."""
        if not each.directions:
            points = self.point(self._root(each.start))
            return (points[0], None) if points else None
        conditions = self._conditions(each)
        if conditions is None:
            self.doubts.append("which part of an affine set lies in the domain is not decided")
            return None
        try:
            letters = inside(conditions, len(each.directions))
        except UndecidedError as problem:
            self.doubts.append(str(problem))
            return None
        if letters is None:
            return None
        start = [
            x + sum((t * d[k] for t, d in zip(letters, each.directions, strict=True)), Fraction(0))
            for k, x in enumerate(each.start)
        ]
        points = self.point(self._root(start))
        if not points:
            self.doubts.append("at one point of an affine set of candidates a loss has no value")
            return None
        if self._gaps:
            self.doubts.append(GAPS)
            return points[0], None
        return points[0], self._family(each, conditions)

    def _root(self, values: list[Fraction]) -> Root:
        graph = self.exact.game.graph
        return Root({k: graph.number(v) for k, v in zip(self.face.free, values, strict=True)})

    def _conditions(self, each: AffineSet) -> list[Condition] | None:
        """What puts a point of the set on the face; None where that is not affine."""
        nodes = [*self.face.inside, *self.face.outward]
        rows = affine_rows(self.exact, nodes, self.face.free)
        numbers = None if rows is None else rational_rows(rows)
        if numbers is None:
            return None
        strict = [True] * len(self.face.inside) + [False] * len(self.face.outward)
        return [
            Condition(
                tuple(
                    sum((a * d for a, d in zip(row[:-1], direction, strict=True)), Fraction(0))
                    for direction in each.directions
                ),
                row[-1]
                + sum((a * x for a, x in zip(row[:-1], each.start, strict=True)), Fraction(0)),
                is_strict,
            )
            for row, is_strict in zip(numbers, strict, strict=True)
        ]

    def _family(self, each: AffineSet, conditions: list[Condition]) -> Family:
        graph, game = self.exact.game.graph, self.exact.game
        names = _letters(self.inquiry, len(each.directions))
        symbols = [graph.symbol(name) for name in names]
        values = {
            k: graph.linear(
                each.start[i],
                [(t, d[i]) for t, d in zip(symbols, each.directions, strict=True)],
            )
            for i, k in enumerate(self.face.free)
        }
        where = [
            f"{text(game, node)} {'>' if c.strict else '>='} 0"
            for c in needed(conditions)
            for node in [graph.linear(c.constant, list(zip(symbols, c.slopes, strict=True)))]
        ]
        place = Place(self.exact, self.face.place(graph, values))
        return Family(coordinates(self.inquiry, place), names, tuple(where))


def _size(root: Root) -> float:
    """About how far from 0 it is: small solutions are told first."""
    nodes = list(root.values.values())
    found = (root.enclosed or NOTHING_ENCLOSED).balls(nodes, 64) if nodes else []
    return sum(abs(float(x.mid())) for x in found) if found else 0.0


def _letters(inquiry: Inquiry, count: int) -> tuple[str, ...]:
    """t0, t1, ..; another letter where the game has such names."""
    game = inquiry.game
    taken = {p.key for p in game.parameters} | {c.name for c in game.constants}
    taken |= {dim.name for dim in game.dims}
    for stem in ("t", "s", "r", "free_"):
        names = tuple(f"{stem}{k}" for k in range(count))
        if not taken.intersection(names):
            return names
    return tuple(f"free_letter_{k}" for k in range(count))
