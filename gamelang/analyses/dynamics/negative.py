"""A direction v with vᵀSv < 0, or = 0, for a rational symmetric S: as plain as can be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from gamelang.analyses.definite import complement
from gamelang.analyses.rationals import fraction, matrix

Rows = Sequence[Sequence[Fraction]]
Vector = list[Fraction]
FEW = 12
DENOMINATORS = (1, 2, 5, 20, 1000)


def negative_direction(rows: Rows) -> Vector | None:
    """vᵀSv < 0; None where S is positive semidefinite."""
    for v in _plain(len(rows)):
        if along(rows, v) < 0:
            return v
    found = _by_elimination(rows)
    return None if found is None else _rounded(rows, found)


def flat_direction(rows: Rows) -> Vector | None:
    """Sv = 0 for a positive semidefinite S; None where it is definite."""
    reduced, rank = matrix(rows).rref()
    size = len(rows)
    if rank == size:
        return None
    heads = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    free = next(j for j in range(size) if j not in heads)
    v = [Fraction(int(j == free)) for j in range(size)]
    for i, head in enumerate(heads):
        entry = reduced[i, free]
        v[head] = -fraction(entry)
    return v


def along(rows: Rows, v: Vector) -> Fraction:
    """vᵀSv."""
    places = [k for k, c in enumerate(v) if c]
    return sum((v[i] * v[j] * rows[i][j] for i in places for j in places), Fraction(0))


def _plain(size: int) -> Iterator[Vector]:
    """Single coordinates, then sums and differences of two."""
    zero = [Fraction(0)] * size
    for k in range(size):
        yield [*zero[:k], Fraction(1), *zero[k + 1 :]]
    if size <= FEW:
        for i, j in combinations(range(size), 2):
            for sign in (1, -1):
                v = list(zero)
                v[i], v[j] = Fraction(1), Fraction(sign)
                yield v


def _by_elimination(rows: Rows) -> Vector | None:
    """From the first negative pivot of symmetric elimination, or a zero pivot with a coupling."""
    size = len(rows)
    left = [list(row) for row in rows]
    basis = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    while left:
        for i, row in enumerate(left):
            if row[i] < 0:
                return basis[i]
        k = next((i for i, row in enumerate(left) if row[i] > 0), None)
        if k is None:
            return _from_zero_diagonal(left, basis)
        basis = [
            _less(basis[i], row[k] / left[k][k], basis[k]) for i, row in enumerate(left) if i != k
        ]
        left = complement(left, k)
    return None


def _from_zero_diagonal(left: list[Vector], basis: list[Vector]) -> Vector | None:
    for i, j in combinations(range(len(left)), 2):
        if left[i][j]:
            return _less(basis[i], Fraction(1 if left[i][j] > 0 else -1), basis[j])
    return None


def _less(v: Vector, times: Fraction, w: Vector) -> Vector:
    return [a - times * b for a, b in zip(v, w, strict=True)]


def _rounded(rows: Rows, v: Vector) -> Vector:
    """The same direction with short entries, if it stays negative."""
    largest = max(abs(c) for c in v)
    for denominator in DENOMINATORS:
        short = [Fraction(round(c / largest * denominator), denominator) for c in v]
        if along(rows, short) < 0:
            return short
    return v
