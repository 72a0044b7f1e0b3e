"""Arrays whose entries are all one number, but for a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from gamelang.builtins.record import Grid
from gamelang.certify.hyperdual import HyperDual
from gamelang.certify.undecided import UndecidedError

NO_ENTRIES: Mapping[int, Any] = {}


@dataclass(frozen=True, slots=True)
class Array:
    """`rest` everywhere but at the offsets (row-major) in `entries`. A scalar is its rest."""

    sizes: tuple[int, ...]
    rest: Any
    entries: Mapping[int, Any] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return prod(self.sizes)

    @property
    def scalar(self) -> Any:
        return self.rest

    def at(self, offset: int) -> Any:
        return self.entries.get(offset, self.rest)


@dataclass(frozen=True, slots=True)
class Given(Mapping[int, Any]):
    """The entries of a constant, turned into numbers when they are asked for."""

    exact: Sequence[Fraction]
    number: Callable[[Fraction], Any]

    def __getitem__(self, offset: int) -> Any:
        if offset not in self:
            raise KeyError(offset)
        return self.number(self.exact[offset])

    def __contains__(self, offset: object) -> bool:
        return isinstance(offset, int) and 0 <= offset < len(self.exact)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.exact)))

    def __len__(self) -> int:
        return len(self.exact)


class TooManyError(UndecidedError):
    """Too many entries differ: at other points, and in other numbers, as well."""


@dataclass(slots=True)
class Work:
    """How many entries may still be computed."""

    left: int

    def spend(self, entries: int) -> None:
        self.left -= entries
        if self.left < 0:
            raise TooManyError("too many entries differ at sparse points to be followed one by one")


def vanishes(number: Any) -> bool:
    """Whether a number is 0 and does not move."""
    if isinstance(number, HyperDual):
        return number.plain and bool(number.f == 0)
    return bool(number == 0)


def scalar(value: Any) -> Array:
    return Array((), value)


def made(sizes: tuple[int, ...], rest: Any, entries: Mapping[int, Any]) -> Array:
    """An array; one without axes becomes its only entry."""
    return Array(sizes, rest, entries) if sizes else Array((), entries.get(0, rest))


def places(sizes: Sequence[int], offset: int) -> list[int]:
    """The index of an offset."""
    out = []
    for size in reversed(sizes):
        offset, k = divmod(offset, size)
        out.append(k)
    return out[::-1]


def offset_of(sizes: Sequence[int], index: Iterable[int]) -> int:
    offset = 0
    for size, k in zip(sizes, index, strict=True):
        offset = offset * size + k
    return offset


def dense(array: Array, work: Work) -> Grid[Any]:
    work.spend(array.length)
    return Grid(array.sizes, [array.at(k) for k in range(array.length)])


def of_grid(grid: Grid[Any], zero: Any) -> Array:
    """The array of a grid: its zeros are the rest."""
    entries = {k: x for k, x in enumerate(grid.entries) if not vanishes(x)}
    return made(grid.sizes, zero, entries)
