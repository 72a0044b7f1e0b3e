"""Definiteness of an exact symmetric matrix whose entries have signs that can be asked for.

Rational matrices by symmetric elimination; matrices of expressions by principal minors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from gamelang.builtins.determinant import determinant

Signed = Callable[[Any], int | None]  # -1, 0, 1, or None where it is not known
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
        pivot = left[k]
        up, down = (up + 1, down) if pivot[k] > 0 else (up, down + 1)
        left = [
            [row[j] - row[k] * pivot[j] / pivot[k] for j in range(n) if j != k]
            for i, row in enumerate(left)
            if i != k
        ]
    return up, 0, down


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
