"""Definiteness of an exact symmetric matrix whose entries have signs that can be asked for.

Rational matrices by symmetric elimination; matrices of expressions by principal minors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeVar

from gamelang.builtins.determinant import determinant

Signed = Callable[[Any], int | None]  # -1, 0, 1, or None where it is not known
T = TypeVar("T")
MOST_MINORS = 6


@dataclass(frozen=True, slots=True)
class Definiteness:
    """positive: M > 0; nonnegative: M >= 0; negative: M < 0. None: not decided."""

    positive: bool | None
    nonnegative: bool | None
    negative: bool | None


EMPTY = Definiteness(True, True, True)


def of_rationals(rows: Sequence[Sequence[Fraction]]) -> Definiteness:
    """By the signs of the pivots of symmetric elimination."""
    if not rows:
        return EMPTY
    up, zero, down = inertia(rows)
    return Definiteness(not zero and not down, not down, not zero and not up)


def inertia(rows: Sequence[Sequence[Fraction]]) -> tuple[int, int, int]:
    """The numbers of positive, zero and negative eigenvalues (Sylvester)."""
    left = [list(row) for row in rows]
    up = down = 0
    while left:
        n = len(left)
        k = next((i for i in range(n) if left[i][i]), None)
        if k is None:
            pair = next(((i, j) for i in range(n) for j in range(i) if left[i][j]), None)
            if pair is None:
                return up, n, down
            i, j = pair  # add row and column j to i: the diagonal entry becomes 2 m_ij
            for m in range(n):
                left[i][m] += left[j][m]
            for m in range(n):
                left[m][i] += left[m][j]
            k = i
        up, down = (up + 1, down) if left[k][k] > 0 else (up, down + 1)
        left = complement(left, k)
    return up, 0, down


def complement(rows: Sequence[Sequence[T]], k: int) -> list[list[T]]:
    """One step of symmetric elimination: what is left behind the pivot (k, k), which is not 0
    (Schur's complement)."""
    pivot: Any = rows[k]
    keep = [i for i in range(len(rows)) if i != k]
    shares = [rows[i][k] / pivot[k] for i in keep]
    return [
        [rows[i][j] - share * pivot[j] for j in keep] for i, share in zip(keep, shares, strict=True)
    ]


def of_balls(rows: Sequence[Sequence[Any]]) -> Definiteness:
    """Of enclosures, by the signs of the pivots of symmetric elimination; a pivot that may be 0
    leaves open what depends on it. Rows that are exactly 0 are set aside."""
    kept = [i for i, row in enumerate(rows) if not all(entry.is_zero() for entry in row)]
    full = len(kept) == len(rows)
    signs = _pivots([[rows[i][j] for j in kept] for i in kept])
    up, down = signs.count(1), signs.count(-1)
    open_ended = len(signs) < len(kept)
    positive = False if down or not full else None if open_ended else True
    nonnegative = False if down else None if open_ended else True
    negative = False if up or not full else None if open_ended else True
    return Definiteness(positive, nonnegative, negative)


def _pivots(rows: list[list[Any]]) -> list[int]:
    """Signs of eigenvalues, as far as they can be told: of pivots, the largest first, and of what
    is left the two of a pair of rows that is indefinite."""
    left, signs = rows, []
    while left:
        n = len(left)
        k = max(range(n), key=lambda i: float(left[i][i].abs_lower()))
        pivot = left[k][k]
        if not (pivot > 0 or pivot < 0):
            pairs = ((i, j) for i in range(n) for j in range(i))
            if any(left[i][i] * left[j][j] - left[i][j] * left[i][j] < 0 for i, j in pairs):
                signs += [1, -1]
            break
        signs.append(1 if pivot > 0 else -1)
        left = complement(left, k)
    return signs


def of_expressions(ops: Any, rows: Sequence[Sequence[Any]], sign: Signed) -> Definiteness:
    """By principal minors; small matrices only."""
    n = len(rows)
    if not n:
        return EMPTY
    if n > MOST_MINORS:
        return Definiteness(None, None, None)
    leading = [sign(_minor(ops, rows, range(k + 1))) for k in range(n)]
    every = [
        (size, sign(_minor(ops, rows, places)))
        for size in range(1, n + 1)
        for places in combinations(range(n), size)
    ]
    return Definiteness(
        _all(leading, lambda s: s > 0),
        _all([s for _, s in every], lambda s: s >= 0),
        _all(
            [s if k % 2 else (None if s is None else -s) for k, s in enumerate(leading)], _positive
        ),
    )


def _positive(sign: int) -> bool:
    return sign > 0


def _minor(ops: Any, rows: Sequence[Sequence[Any]], places: Sequence[int]) -> Any:
    return determinant(ops, [[rows[i][j] for j in places] for i in places])


def _all(signs: Sequence[int | None], holds: Callable[[int], bool]) -> bool | None:
    """False if one fails for sure, True if all hold for sure."""
    if any(s is not None and not holds(s) for s in signs):
        return False
    return None if any(s is None for s in signs) else True
