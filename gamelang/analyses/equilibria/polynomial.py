"""Fixed points where the equations of a face are polynomial or rational: all of them, by algebra.

Finitely many complex solutions: every real one is found, rational ones and square roots exactly,
others as algebraic numbers. Infinitely many: the equations are factored, and each choice of factors
is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

from gamelang.analyses.equilibria.affine import AffineSet, rational_rows, solve_rational
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.analyses.equilibria.polynomial_system import System, isolated
from gamelang.analyses.equilibria.quotient_algebra import NotFiniteError
from gamelang.symbolic import flinted, polynomials
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.polynomials import Polynomial

BY_ALGEBRA = "algebra of polynomials"
MOST_BRANCHES = 64


def solve_polynomials(system: System) -> Solved:
    """Every real solution; `open` says why not."""
    try:
        return Solved(tuple(isolated(system)), how=BY_ALGEBRA)
    except NotFiniteError as problem:
        return _by_factors(system, str(problem))
    except UndecidedError as problem:
        return Solved(open=str(problem))


def _by_factors(system: System, reason: str) -> Solved:
    """Affine sets and isolated points, where each choice of factors gives one of these."""
    try:
        choices = [
            [factor for factor, _ in flinted.factor(p, system.exact.budget)[1]]
            for p in system.numerators
            if p
        ]
    except UndecidedError as problem:
        return Solved(open=str(problem))
    if system.divisors or any(system.rates) or prod(map(len, choices)) > MOST_BRANCHES:
        return Solved(open=reason)
    sets: list[AffineSet] = []
    roots: list[Root] = []
    for chosen in product(*choices):
        kept = tuple(dict.fromkeys(chosen))
        rows = _linear(system, kept)
        if rows is not None:
            found = solve_rational(rows, len(system.free))
            sets += [] if found is None else [found]
            continue
        try:
            branch = replace(system, numerators=kept)
            roots += isolated(branch)
        except UndecidedError:
            return Solved(open=reason)
    return Solved(
        tuple(root for root in roots if not any(_holds(s, root, system.free) for s in sets)),
        tuple(_largest(sets)),
        how=BY_ALGEBRA,
    )


def _linear(system: System, chosen: Sequence[Polynomial]) -> list[list[Fraction]] | None:
    """Rows [coefficients .., constant], where all are affine."""
    if any(sum(e for _, e in polynomials.exponents(m)) > 1 for p in chosen for m in p.terms):
        return None
    return [
        [
            *(Fraction(p.coefficient(_single(g))) for g in system.generators),
            Fraction(p.coefficient(0)),
        ]
        for p in chosen
    ]


def _single(generator: int) -> int:
    return next(iter(polynomials.generator(generator, 1).terms)) if generator >= 0 else -1


def _largest(sets: list[AffineSet]) -> list[AffineSet]:
    """Without those that lie in others."""
    kept: list[AffineSet] = []
    for one in sorted(sets, key=lambda s: -len(s.directions)):
        if not any(_within(one, other) for other in kept):
            kept.append(one)
    return kept


def _within(one: AffineSet, other: AffineSet) -> bool:
    ends = ([a + b for a, b in zip(one.start, d, strict=True)] for d in one.directions)
    return all(_contains(other, point) for point in (one.start, *ends))


def _contains(space: AffineSet, point: Sequence[Fraction]) -> bool:
    rows = [[*(d[k] for d in space.directions), space.start[k] - x] for k, x in enumerate(point)]
    return solve_rational(rows, len(space.directions)) is not None


def _holds(space: AffineSet, root: Root, free: tuple[int, ...]) -> bool:
    numbers = rational_rows([[root.values[k] for k in free]])
    return numbers is not None and _contains(space, numbers[0])
