"""Lengths and directions where parameters lie on simplexes.

Coordinates leave out the last entry of each row, so the length of a direction v is √(vᵀGv), where
G adds a one everywhere within a row. Gradients become directions by G⁻¹.
"""

from __future__ import annotations

from fractions import Fraction

from gamelang.symbolic.scalars import ScalarGame

Rows = list[list[Fraction]]


def gram(game: ScalarGame) -> Rows:
    """G: vᵀGv is the squared length of the direction with coordinates v."""
    out = _identity(len(game.parameters))
    for row in game.rows:
        for i in row.coordinates:
            for j in row.coordinates:
                out[i][j] += 1
    return out


def inverse_gram(game: ScalarGame) -> Rows:
    """G⁻¹; for a row of n entries 1 - 1/n on the diagonal, -1/n off it."""
    out = _identity(len(game.parameters))
    for row in game.rows:
        for i in row.coordinates:
            for j in row.coordinates:
                out[i][j] -= Fraction(1, len(row.coordinates) + 1)
    return out


def _identity(size: int) -> Rows:
    return [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
