"""Terms for singled-out members: every sum over a family's range splits into labels and rest.

What opaque heads hold is split too and built again, so that log(Σ x) of one member is the same
expression as that of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from gamelang.certify.indexed import opaque
from gamelang.certify.indexed import terms as t
from gamelang.certify.indexed.cases import Case
from gamelang.certify.indexed.rules import in_family
from gamelang.certify.indexed.table import BOUND, Atom, Head, Monomial, Slot, Table, Terms
from gamelang.certify.undecided import UndecidedError

WIDTH = 100  # stand-ins of one level: for dummies from below, for bound indices from above
MOST_DUMMIES = 80


class Splitter:
    """Splits the terms of one case; remembers the factors it has built again."""

    def __init__(self, table: Table, case: Case) -> None:
        self.table = table
        self.labels = dict(case.labels)
        self.rests = {place: table.rest(place, frozenset(labels)) for place, labels in case.labels}
        self.built: dict[Atom, Terms] = {}
        self.level = 0  # of heads inside one another: each level has stand-ins of its own

    def split(self, terms: Terms, names: Mapping[Slot, Slot]) -> Terms:
        """The terms with free indices renamed, sums split, opaque heads built again."""
        terms = t.renamed(self.table, terms, names) if names else terms
        return self._split(terms)

    def _split(self, terms: Terms) -> Terms:
        return t.each(terms, self._monomial, self.table)

    def _monomial(self, monomial: Monomial) -> Terms | None:
        """None where nothing changes."""
        ranges, factors = monomial
        if len(ranges) > MOST_DUMMIES:
            raise UndecidedError("a product has too many indices to be compared")
        there = dict(factors)
        divided = [d for d in range(len(ranges)) if self._divides(ranges[d], d, there)]
        opened = any(self.table.heads[at[0]].inner for at, _ in factors)
        if not divided and not opened:
            return None
        places = [self._values(ranges[d]) for d in divided]
        parts = []
        for values in product(*places):
            chosen = dict(zip(divided, values, strict=True))
            parts.append(self._closed(ranges, there, chosen))
        return t.added(self.table, parts)

    def _divides(self, place: int, dummy: int, factors: dict[Atom, int]) -> bool:
        whole = place in self.labels
        return whole and in_family(self.table, factors, dummy)

    def _values(self, place: int) -> list[Slot | None]:
        """The labels, and None for the rest."""
        return [*self.labels[place], None]

    def _closed(
        self,
        ranges: tuple[int, ...],
        factors: Mapping[Atom, int],
        chosen: Mapping[int, Slot | None],
    ) -> Terms:
        """The monomial with some dummies at labels; the others are summed again."""
        names: dict[Slot, Slot] = {}
        sums: list[tuple[Slot, int]] = []
        for d, place in enumerate(ranges):
            value = chosen.get(d)
            if value is None:
                here = self.rests[place] if d in chosen else place
                value = self._stand_in(d, here)
                sums.append((value, here))
            names[d] = value
        plain: dict[Atom, int] = {}
        out = t.number(1)
        for at, e in factors.items():
            moved = (at[0], *(names.get(s, s) for s in at[1:]))
            if self.table.heads[at[0]].inner:
                out = t.multiplied(self.table, out, self._power(moved, e))
            else:
                plain[moved] = plain.get(moved, 0) + e
        there: Terms = {}
        t.normalise(self.table, there, [], plain, Fraction(1))
        out = t.multiplied(self.table, out, there)
        for slot, place in sums:
            out = t.summed(self.table, out, slot, place)
        return out

    def _power(self, at: Atom, exponent: int) -> Terms:
        if at not in self.built:
            self.built[at] = self._again(at)
        terms = self.built[at]
        if exponent > 0:
            return t.powered(self.table, terms, exponent)
        return opaque.reciprocal(self.table, t.powered(self.table, terms, -exponent))

    def _again(self, at: Atom) -> Terms:
        """An opaque factor, what it holds being split; what it binds keeps a name of its own."""
        head = self.table.heads[at[0]]
        self.level += 1
        own = {
            BOUND - k: self._stand_in(WIDTH - 1 - k, place)
            for k, place in enumerate(bound_ranges(head))
        }
        back = {name: slot for slot, name in own.items()}
        inside = []
        for held in opaque.held(self.table, at, own):
            inside.append(t.renamed(self.table, self._split(held), back))
        self.level -= 1
        return built(self.table, head, at, inside)

    def _stand_in(self, number: int, place: int) -> Slot:
        return self.table.stand_in(self.level * WIDTH + number, place)


def bound_ranges(head: Head) -> tuple[int, ...]:
    """The ranges of the indices that a head binds."""
    return head.ranges * 2 if head.kind in ("determinant", "inverse") else head.ranges


def built(table: Table, head: Head, at: Atom, inside: list[Terms]) -> Terms:
    """A factor like this one that holds something else."""
    match head.kind:
        case "function" if head.name == "reciprocal":
            return opaque.reciprocal(table, inside[0])
        case "function":
            return opaque.function(table, head.name, inside)
        case "indicator" if head.name == "zero":
            return opaque.equal_zero(table, inside[0])
        case "indicator":
            return opaque.indicator(table, head.name, inside[0])
        case "determinant":
            return opaque.determinant(table, inside[0], head.ranges[0])
        case "inverse":
            return opaque.inverse(table, inside[0], head.ranges[0], at[1], at[2])
        case _:
            return opaque.opaque(table, head.kind, head.name, inside, ranges=head.ranges)
