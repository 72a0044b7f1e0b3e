"""What the integers in monomials stand for: heads of factors, ranges of indices, free indices.

A factor is a head with slots, `A[i, j]`; everything is interned, so that equal means identical.
Slots from 0 upwards are summed indices (dummies) of their monomial; negative ones are free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as Word

from gamelang.certify.undecided import UndecidedError
from gamelang.core.dims import ZERO, Dim

Slot = int
Atom = tuple[int, ...]  # a head, then its slots
Factor = tuple[Atom, int]  # an atom and its exponent
Monomial = tuple[tuple[int, ...], tuple[Factor, ...]]  # ranges of the dummies 0, 1, ...; factors
Terms = dict[Monomial, Fraction]
Frozen = tuple[tuple[Monomial, Fraction], ...]

UNIT: Monomial = ((), ())
BOUND = -1_000  # the k-th index that an opaque head binds is BOUND - k
HOLE = -2_000  # the k-th slot of an opaque head, inside what it holds, is HOLE - k
FREE = -10_000  # interned free indices
ANY = 1_000_000  # in an owner: every member of the family
REST = 1_000_001  # every member that is not singled out
DEEPEST = 60  # opaque heads inside one another
MOST_SLOTS = 30

Owner = tuple[str, tuple[int, ...]]  # a player, and for a family who: slots, HOLEs, ANY or REST
Kind = Word[
    "parameter",
    "constant",
    "dim",
    "index",  # the value of an index
    "delta",
    "number",  # pi, inf and other numbers without a rational value
    "function",  # of scalar expressions, entry by entry
    "indicator",  # 1 where something holds, else 0
    "reduction",  # over indices that it binds
    "determinant",
    "inverse",  # of a matrix; its first two slots are the row and the column
    "node",  # an expression that was not taken apart
]


def axis(k: int) -> Slot:
    """The free index that stands for axis k of an array."""
    return -1 - k


@dataclass(frozen=True, slots=True)
class Range:
    """start <= index < stop, and none of the free indices in `without`."""

    start: Dim
    stop: Dim
    without: frozenset[Slot] = frozenset()


@dataclass(frozen=True, slots=True)
class Head:
    """`families`: leading axes that say which member owns a parameter; `ranges`: of its axes.

    `symmetric`: of the two slots, 1 or -1 (antisymmetric) or 0; `inner`: what an opaque head holds,
    its slots written as HOLEs; `inside`: the owners there; `owning`: the slots that tell an owner.
    """

    kind: Kind
    name: str
    ranges: tuple[int, ...] = ()
    player: str | None = None
    families: int = 0
    simplex: bool = False
    symmetric: int = 0
    diagonal: bool = False
    dim: Dim | None = None
    inner: tuple[Frozen, ...] = ()
    inside: frozenset[Owner] = frozenset()
    owning: frozenset[int] = frozenset()
    depth: int = 0

    @property
    def idempotent(self) -> bool:
        return self.kind in ("delta", "indicator")


@dataclass(slots=True)
class Table:
    """Everything interned for one game, and the work done against a limit."""

    minima: Mapping[str, int]
    limit: int
    heads: list[Head] = field(default_factory=list)
    places: dict[Head, int] = field(default_factory=dict)
    ranges: list[Range] = field(default_factory=list)
    range_places: dict[Range, int] = field(default_factory=dict)
    free: dict[Slot, int] = field(default_factory=dict)
    constants: dict[Slot, Dim] = field(default_factory=dict)
    constant_places: dict[Dim, Slot] = field(default_factory=dict)
    stand_ins: dict[tuple[int, int], Slot] = field(default_factory=dict)
    bases: dict[int, int] = field(default_factory=dict)
    special: set[int] = field(default_factory=set)
    holders: dict[Monomial, frozenset[Owner]] = field(default_factory=dict)
    work: int = 0
    last: Slot = FREE

    def spend(self, amount: int) -> None:
        self.work += amount
        if self.work > self.limit:
            raise UndecidedError("the losses are too large to be compared term by term")

    def head(self, head: Head) -> int:
        place = self.places.get(head)
        if place is None:
            if head.depth > DEEPEST:
                raise UndecidedError("functions are nested too deeply to be compared")
            place = self.places[head] = len(self.heads)
            self.heads.append(head)
            if _has_rules(head):
                self.special.add(place)
        return place

    def range(self, start: Dim, stop: Dim, without: frozenset[Slot] = frozenset()) -> int:
        wanted = Range(start, stop, without)
        place = self.range_places.get(wanted)
        if place is None:
            place = self.range_places[wanted] = len(self.ranges)
            self.ranges.append(wanted)
            plain = place if not without else self.range(start, stop)
            self.bases[place] = plain
        return place

    def whole(self, size: Dim) -> int:
        """The range of an axis."""
        return self.range(ZERO, size)

    def rest(self, place: int, without: frozenset[Slot]) -> int:
        here = self.ranges[place]
        return self.range(here.start, here.stop, without)

    def fresh(self, place: int) -> Slot:
        """A new free index with this range."""
        self.last -= 1
        self.free[self.last] = place
        return self.last

    def stand_in(self, number: int, place: int) -> Slot:
        """A free index that stands for a summed one while its monomial is taken apart."""
        key = (number, place)
        if key not in self.stand_ins:
            self.stand_ins[key] = self.fresh(place)
        return self.stand_ins[key]

    def constant(self, value: Dim) -> Slot:
        """The slot that is this number."""
        if value not in self.constant_places:
            self.last -= 1
            self.constant_places[value] = self.last
            self.constants[self.last] = value
        return self.constant_places[value]

    def apart(self, a: Slot, b: Slot) -> bool:
        """Whether two free indices are surely different."""
        return any(
            other in self.ranges[self.free[mine]].without
            for mine, other in ((a, b), (b, a))
            if mine in self.free
        )

    def same(self, a: Dim, b: Dim) -> bool | None:
        """Whether two sizes are equal for all values of the dims; None: it depends."""
        if a == b:
            return True
        if (a - b).never_below(1, self.minima) or (b - a).never_below(1, self.minima):
            return False
        return None


def _has_rules(head: Head) -> bool:
    """Whether a factor with this head may simplify (see rules.py)."""
    return (
        head.kind in ("delta", "index", "indicator", "inverse")
        or head.symmetric != 0
        or head.diagonal
        or head.simplex
    )
