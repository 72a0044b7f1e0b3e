"""The Hurwitz matrix of a polynomial: its minors tell how many roots lie left of the axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def hurwitz(falling: Sequence[T], size: int, zero: T) -> list[list[T]]:
    """The first rows and columns for coefficients from the highest power on: entry (i, j), from
    1 on, is a_(2j - i) (Gantmacher 1959, The theory of matrices, XV section 6)."""

    def coefficient(k: int) -> T:
        return falling[k] if 0 <= k < len(falling) else zero

    return [[coefficient(2 * j - i) for j in range(1, size + 1)] for i in range(1, size + 1)]
