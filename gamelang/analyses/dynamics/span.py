"""Linear algebra for conserved quantities: null spaces over Q and over expressions, and spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

from gamelang.analyses.rationals import fraction, matrix
from gamelang.symbolic import quotients
from gamelang.symbolic.quotients import Arithmetic, Quotient

Vector = list[Fraction]


def nullspace(rows: Sequence[Sequence[Fraction]], width: int) -> list[Vector]:
    """A basis of {c : every row times c is 0}, whole numbers without a common factor."""
    if not rows:
        return [[Fraction(int(i == j)) for j in range(width)] for i in range(width)]
    reduced, rank = matrix(rows).rref()
    heads = [next(j for j in range(width) if reduced[i, j] != 0) for i in range(rank)]
    basis = []
    for free in (j for j in range(width) if j not in heads):
        vector = [Fraction(int(j == free)) for j in range(width)]
        for i, head in enumerate(heads):
            vector[head] = -fraction(reduced[i, free])
        basis.append(whole(vector))
    return basis


def whole(vector: Vector) -> Vector:
    """Scaled to whole numbers without a common factor, the first one positive."""
    common = lcm(*(v.denominator for v in vector))
    numbers = [int(v * common) for v in vector]
    shared = gcd(*numbers) or 1
    sign = -1 if next((v for v in numbers if v), 0) < 0 else 1
    return [Fraction(sign * v, shared) for v in numbers]


@dataclass(slots=True)
class Span:
    """Grows by vectors that are not in it yet."""

    echelon: list[Vector] = field(default_factory=list)

    def add(self, vector: Vector) -> bool:
        """Whether the vector was new."""
        rest = list(vector)
        for row in self.echelon:
            head = next(k for k, v in enumerate(row) if v)
            if rest[head]:
                factor = rest[head] / row[head]
                rest = [a - factor * b for a, b in zip(rest, row, strict=True)]
        if not any(rest):
            return False
        self.echelon.append(rest)
        return True


def nullspace_of_expressions(
    arithmetic: Arithmetic, rows: Sequence[Sequence[Quotient]], width: int
) -> list[list[Quotient]]:
    """The same over expressions in the constants, for constants in general position."""
    left = [list(row) for row in rows]
    heads: list[tuple[int, list[Quotient]]] = []
    for j in range(width):
        pivot = next((row for row in left if row[j]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        inverse = arithmetic.inverse(pivot[j])
        pivot = [arithmetic.multiply(inverse, v) for v in pivot]
        left = [_cleared(arithmetic, row, pivot, j) for row in left]
        heads = [(h, _cleared(arithmetic, row, pivot, j)) for h, row in heads]
        heads.append((j, pivot))
    taken = {j for j, _ in heads}
    basis = []
    for free in (j for j in range(width) if j not in taken):
        vector = [quotients.rational(int(j == free)) for j in range(width)]
        for head, row in heads:
            vector[head] = arithmetic.total([(-1, row[free])])
        basis.append(vector)
    return basis


def _cleared(
    arithmetic: Arithmetic, row: list[Quotient], pivot: list[Quotient], j: int
) -> list[Quotient]:
    if not row[j]:
        return row
    factor = row[j]
    return [
        arithmetic.total([(1, a), (-1, arithmetic.multiply(factor, b))])
        for a, b in zip(row, pivot, strict=True)
    ]
