"""What a data file gives, an exact table, and what it may be refused for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import overload

from gamelang.core.dims import Dim, describe
from gamelang.frozen import frozen

MAX_ENTRIES = 10_000_000


class DataError(Exception):
    """Why a file cannot give its numbers, in the words of a diagnostic; checking says where."""

    def __init__(self, code: str, message: str, help: str | None = None) -> None:
        self.code, self.message, self.help = code, message, help
        super().__init__(f"[{code}] {message}")


@frozen
class Table:
    """An array of exact numbers, row by row (the last axis runs fastest)."""

    sizes: tuple[int, ...]
    entries: Sequence[Fraction]


@frozen
class Wanted:
    """What the spec expects of a file: its sizes (None for a size, or for all: any), whether
    the entries are integers, and how the spec writes the type, for messages."""

    name: str
    sizes: tuple[int | None, ...] | None
    integers: bool
    declared: str

    def admit(self, found: tuple[int, ...]) -> None:
        """Refuses an array of other sizes; asked of headers, before any payload is read."""
        if prod(found) > MAX_ENTRIES:
            raise DataError(
                "G474",
                f"`{self.name}` holds {prod(found):,} numbers, more than {MAX_ENTRIES:,}",
            )
        if not self._fits(found):
            raise DataError(
                "G480",
                f"`{self.name}` holds {spell(found)}, the spec declares {self._type()}",
            )
        if prod(found) == 0:
            raise DataError("G486", f"`{self.name}` holds no numbers")

    def _fits(self, found: tuple[int, ...]) -> bool:
        if self.sizes is None:
            return True
        return len(self.sizes) == len(found) and all(
            size is None or size == other for size, other in zip(self.sizes, found, strict=True)
        )

    def _type(self) -> str:
        return self.declared or spell(self.sizes or ())

    def refuse_fraction(self, place: str, value: str) -> DataError:
        return DataError(
            "G488",
            f"`{self.name}` holds {value} at {place}, where the spec declares integers",
        )


def short(word: str) -> str:
    """For messages: a name or word from outside, cut where it is long."""
    return word if len(word) <= 60 else word[:57] + "..."


def spell(sizes: tuple[int | None, ...]) -> str:
    """A shape in words; `_` stands for any size."""
    return describe(tuple(Dim.named("_") if s is None else Dim.of(s) for s in sizes))


def position(k: int, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The indices of entry number k of an array that runs row by row."""
    indices: list[int] = []
    for size in reversed(sizes):
        k, index = divmod(k, size)
        indices.append(index)
    return tuple(reversed(indices))


@frozen
class Binary(Sequence[Fraction]):
    """Machine numbers read as the exact dyadic rationals they are, each only when asked for.

    A list of ten million Fractions would need a gigabyte, the machine numbers need 80 MB.
    `reversed_axes`: the numbers run column by column (Fortran order) and `sizes` says how.
    """

    numbers: array[float] | array[int]
    sizes: tuple[int, ...]
    reversed_axes: bool

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, k: int) -> Fraction: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[Fraction]: ...
    def __getitem__(self, k: int | slice) -> Fraction | Sequence[Fraction]:
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        if not -len(self) <= k < len(self):
            raise IndexError(k)
        return Fraction(self.numbers[self._stored(k % len(self))])

    def __iter__(self) -> Iterator[Fraction]:
        if self.reversed_axes:
            return (self[k] for k in range(len(self)))
        return map(Fraction, self.numbers)

    def _stored(self, k: int) -> int:
        """Where the file keeps entry number k."""
        if not self.reversed_axes:
            return k
        stored = 0
        for index, size in zip(
            reversed(position(k, self.sizes)), reversed(self.sizes), strict=True
        ):
            stored = stored * size + index
        return stored
