"""Fixed points where the equations of a face are affine: none, a point, or an affine set.

Rational coefficients: exact elimination in FLINT. With constants: Cramer's rule, where the
determinant is proved not to be 0, or on the condition that it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gamelang.analyses.equilibria.normal_node import node_of
from gamelang.analyses.rationals import fraction, rational
from gamelang.builtins.determinant import determinant
from gamelang.symbolic import polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Rational, Scalar, Symbol
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Quotient

MOST_BY_CRAMER = 6
Numbers = list[Fraction]


@dataclass(frozen=True, slots=True)
class AffineSet:
    """{start + Σ t_i · directions[i]}, by position of the free coordinates; a point without
    directions. The directions are independent."""

    start: Numbers
    directions: list[Numbers]


@dataclass(frozen=True, slots=True)
class Conditional:
    """The one solution in constants, where `nonzero` is not 0 (None: it never is)."""

    values: list[Scalar]
    nonzero: Scalar | None


def affine_rows(
    exact: Exact, equations: Sequence[Scalar], free: Sequence[int]
) -> list[list[Scalar]] | None:
    """Rows [coefficients .., constant] as nodes in constants; None if they are not affine.

    Raises UndecidedError.
    """
    rows = []
    for equation in equations:
        row = _affine_row(exact, exact.normal(equation), free)
        if row is None:
            return None
        rows.append(row)
    return rows


def _affine_row(exact: Exact, value: Quotient, free: Sequence[int]) -> list[Scalar] | None:
    generators = {
        g: generator.number
        for g, generator in enumerate(exact.tower.generators)
        if generator.kind == "parameter"
    }
    if any(exact.dependence(Quotient(divisor)) for divisor, _ in value.divisors):
        return None
    parts: dict[int | None, Polynomial] = {}
    for monomial, part in polynomials.collect(value.numerator, frozenset(generators)).items():
        powers = list(polynomials.exponents(monomial))
        if len(powers) > 1 or any(e > 1 for _, e in powers):
            return None
        parts[generators[powers[0][0]] if powers else None] = part
    if any(exact.dependence(Quotient(part)) for part in parts.values()):
        return None
    places = [*free, None]
    nodes = [
        node_of(exact, Quotient(parts.get(k, polynomials.ZERO), value.divisors)) for k in places
    ]
    return None if any(n is None for n in nodes) else [n for n in nodes if n is not None]


def rational_rows(rows: Sequence[Sequence[Scalar]]) -> list[Numbers] | None:
    """The rows as numbers, if they are."""
    found = []
    for row in rows:
        numbers = [Fraction(n.value) for n in row if isinstance(n, Rational)]
        if len(numbers) != len(row):
            return None
        found.append(numbers)
    return found


def solve_rational(rows: Sequence[Numbers], unknowns: int) -> AffineSet | None:
    """All solutions of rows · (x, 1) = 0; None: there is none."""
    import flint

    if not rows:
        return AffineSet([], []) if not unknowns else _whole(unknowns)
    table = flint.fmpq_mat([[rational(c) for c in (*row[:-1], -row[-1])] for row in rows])
    reduced, rank = table.rref()
    pivots: list[int] = []
    for i in range(int(rank)):
        pivots.append(next(j for j in range(unknowns + 1) if reduced[i, j] != 0))
    if unknowns in pivots:
        return None
    start = [Fraction(0)] * unknowns
    for i, j in enumerate(pivots):
        start[j] = fraction(reduced[i, unknowns])
    directions = []
    for j in (k for k in range(unknowns) if k not in pivots):
        direction = [Fraction(k == j) for k in range(unknowns)]
        for i, pivot in enumerate(pivots):
            direction[pivot] = -fraction(reduced[i, j])
        directions.append(direction)
    return AffineSet(_nearest(start, directions), directions)


def _whole(unknowns: int) -> AffineSet:
    unit = [[Fraction(i == j) for j in range(unknowns)] for i in range(unknowns)]
    return AffineSet([Fraction(0)] * unknowns, unit)


def _nearest(start: Numbers, directions: list[Numbers]) -> Numbers:
    """The point of the set that is nearest to 0."""
    if not directions:
        return start
    gram = [[_dot(a, b) for b in directions] + [_dot(a, start)] for a in directions]
    found = solve_rational(gram, len(directions))
    assert found is not None
    return [
        x + sum((t * d[k] for t, d in zip(found.start, directions, strict=True)), Fraction(0))
        for k, x in enumerate(start)
    ]


def _dot(a: Numbers, b: Numbers) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def solve_symbolic(exact: Exact, rows: Sequence[Sequence[Scalar]]) -> Conditional | None:
    """By Cramer's rule; None where it is too large or the determinant vanishes identically.

    Raises UndecidedError.
    """
    graph: Any = exact.game.graph
    size = len(rows)
    if size > MOST_BY_CRAMER or not size:
        return None
    below = determinant(graph, [list(row[:-1]) for row in rows])
    if exact.zero(below) != "no":
        return None
    values: list[Scalar] = []
    for k in range(size):
        above = determinant(graph, [[*row[:k], row[-1], *row[k + 1 : -1]] for row in rows])
        value = graph.product(((graph.scale(-1, above), 1), (below, -1)))
        simple = node_of(exact, exact.normal(value))
        if simple is None:
            raise UndecidedError("a solution holds a function of constants")
        values.append(simple)
    return Conditional(values, None if exact.definite(below) else below)


def has_constants(exact: Exact, rows: Sequence[Sequence[Scalar]]) -> bool:
    """Whether a constant without a value occurs."""
    from gamelang.symbolic.graph import symbols

    nodes: list[Symbol] = [s for row in rows for node in row for s in symbols(node)]
    return bool(nodes)
