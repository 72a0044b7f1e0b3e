"""Slots of arrays: an index with a range, or a fixed place.

An index is an axis of an array (0, 1, ...), a variable of a loop or family, a free index of a
block of ξ or H, or bound: summed over its range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as Word

from gamelang.core.dims import ZERO, Dim

Kind = Word["axis", "variable", "free", "bound"]


@dataclass(frozen=True, slots=True)
class Index:
    """start <= index < stop."""

    kind: Kind
    number: int
    start: Dim
    stop: Dim

    @property
    def count(self) -> Dim:
        return self.stop - self.start

    @property
    def range(self) -> str:
        return f"{self.start}:{self.stop}"


Slot = Index | Dim  # a Dim is a fixed place: `q[0]`, `h[n - 1]`


def axis(number: int, size: Dim) -> Index:
    return Index("axis", number, ZERO, size)


def slot_key(slot: Slot) -> str:
    """A text that tells slots apart; of a bound index its range belongs to it."""
    if isinstance(slot, Dim):
        return f"={slot}"
    mark = f"{slot.kind[0]}{slot.number}"
    return f"{mark}<{slot.range}>" if slot.kind == "bound" else mark


def mapped(slots: tuple[Slot, ...], mapping: Mapping[Index, Slot]) -> tuple[Slot, ...]:
    return tuple(mapping.get(s, s) if isinstance(s, Index) else s for s in slots)


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is known of the sizes: values of some, least values of the others."""

    values: Mapping[str, int]
    minima: Mapping[str, int]

    def known(self, dim: Dim) -> Dim:
        """The size with the values put in."""
        if not any(name in self.values for name in dim.names):
            return dim
        total = ZERO
        for monomial, coefficient in dim.terms:
            part = Dim.of(coefficient)
            for name in monomial:
                value = self.values.get(name)
                part = part * (Dim.named(name) if value is None else Dim.of(value))
            total = total + part
        return total

    def at_least(self, dim: Dim, bound: int) -> bool:
        return dim.never_below(bound, self.minima)

    def within(self, inner: Slot, outer: Index) -> bool:
        """Whether the inner slot always lies in the range of the outer index."""
        if isinstance(inner, Dim):
            first, last = inner, inner
        else:
            first, last = inner.start, inner.stop - Dim.of(1)
        return self.at_least(first - outer.start, 0) and self.at_least(
            outer.stop - Dim.of(1) - last, 0
        )

    def apart(self, a: Slot, b: Slot) -> bool:
        """Whether two slots are never equal."""
        if isinstance(a, Dim) and isinstance(b, Dim):
            return self.at_least(a - b, 1) or self.at_least(b - a, 1)
        if isinstance(a, Index) and isinstance(b, Index):
            return self.at_least(a.start - b.stop, 0) or self.at_least(b.start - a.stop, 0)
        if isinstance(a, Dim):
            a, b = b, a
        assert isinstance(a, Index)
        assert isinstance(b, Dim)
        return self.at_least(b - a.stop, 0) or self.at_least(a.start - b, 1)
