"""Fixed points where the equations of a face are polynomial or rational: all of them, by algebra.

Denominators are kept away from 0 by a letter of their own (Rabinowitsch). Finitely many complex
solutions: every real one is found, rational ones and square roots exactly, others as algebraic
numbers. Infinitely many: the equations are factored, and each choice of factors is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from math import prod
from typing import Any

from gamelang.analyses.equilibria.affine import AffineSet, rational_rows, solve_rational
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.analyses.equilibria.letters import Letters, letter
from gamelang.analyses.equilibria.number_field import NumberField
from gamelang.analyses.equilibria.quotient_algebra import NotFiniteError, Terms, radical_algebra
from gamelang.analyses.equilibria.real_roots import Zeros, real_zeros
from gamelang.symbolic import flinted, polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import Graph
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.polynomials import Polynomial

BY_ALGEBRA = "algebra of polynomials"
MOST_UNKNOWNS = 12
MOST_DEGREE = 40
MOST_BRANCHES = 64
MOST_BITS = 1 << 14


@dataclass(frozen=True, slots=True)
class System:
    """Numerators that must vanish where no divisor does, in some generators of the tower."""

    exact: Exact
    free: tuple[int, ...]  # coordinates
    generators: tuple[int, ...]  # their generators
    numerators: tuple[Polynomial, ...]
    divisors: tuple[Polynomial, ...]


def system_of(exact: Exact, face: Face) -> System | None:
    """None where an equation is no rational function of the free coordinates."""
    if not 0 < len(face.free) <= MOST_UNKNOWNS:
        return None
    try:
        forms = [exact.normal(node) for node in face.equations]
    except UndecidedError:
        return None
    tower = exact.tower
    numbers = {g.number: i for i, g in enumerate(tower.generators) if g.kind == "parameter"}
    inside = {numbers[k] for k in face.free if k in numbers}
    if any(g not in inside for form in forms for g in form.generators()):
        return None
    divisors = {divisor: None for form in forms for divisor, _ in form.divisors}
    numerators = [form.numerator for form in forms]
    if any(p.degree > MOST_DEGREE for p in (*numerators, *divisors)):
        return None
    generators = tuple(numbers.get(k, -1) for k in face.free)
    return System(exact, face.free, generators, tuple(numerators), tuple(divisors))


def solve_polynomials(system: System) -> Solved:
    """Every real solution; `open` says why not."""
    try:
        return Solved(tuple(_isolated(system)), how=BY_ALGEBRA)
    except NotFiniteError as problem:
        return _by_factors(system, str(problem))
    except UndecidedError as problem:
        return Solved(open=str(problem))


def _isolated(system: System) -> Iterator[Root]:
    """Raises NotFiniteError, UndecidedError."""
    if -1 in system.generators:
        raise NotFiniteError("a parameter does not occur in the equations")
    algebra = radical_algebra(_terms(system), len(system.free) + bool(system.divisors))
    graph = system.exact.game.graph
    for zeros in real_zeros(algebra):
        coordinates = zeros.coordinates[: len(system.free)]
        for number in range(zeros.count):
            yield _root(graph, system.free, zeros, coordinates, number)


def _terms(system: System) -> list[Terms]:
    """The numerators over the integers; and z · Π divisors - 1."""
    found = [_integers(system, p) for p in system.numerators if p]
    if system.divisors:
        below: Polynomial = polynomials.rational(1)
        for divisor in system.divisors:
            below = polynomials.multiply(below, divisor, system.exact.budget)
        inverse = {(*powers[:-1], 1): c for powers, c in _integers(system, below).items()}
        inverse[(0,) * (len(system.free) + 1)] = -below.denominator
        found.append(inverse)
    return found


def _integers(system: System, p: Polynomial) -> Terms:
    """p times its denominator; one more exponent if there are divisors."""
    more = (0,) if system.divisors else ()
    found = {}
    for monomial, coefficient in p.terms.items():
        powers = dict(polynomials.exponents(monomial))
        found[(*(powers.get(g, 0) for g in system.generators), *more)] = coefficient
    return found


# ---- one real zero


def _root(
    graph: Graph, free: tuple[int, ...], zeros: Zeros, coordinates: tuple[Any, ...], number: int
) -> Root:
    degree = zeros.polynomial.degree()
    if degree == 1:
        values = [graph.number(_rational(x)) for x in coordinates]
        return Root(dict(zip(free, values, strict=True)))
    if degree == 2:
        return Root(dict(zip(free, _surds(graph, zeros, coordinates, number), strict=True)))
    return _algebraic(graph, free, zeros, coordinates, number)


def _rational(x: Any) -> Fraction:
    coefficients = x.coeffs()
    return Fraction(int(coefficients[0].p), int(coefficients[0].q)) if coefficients else Fraction(0)


def _surds(graph: Graph, zeros: Zeros, coordinates: tuple[Any, ...], number: int) -> list[Scalar]:
    """a + b t with t = centre ± sqrt(square)."""
    c, b, a = (Fraction(int(x)) for x in zeros.polynomial.coeffs())
    centre, square = -b / (2 * a), (b * b - 4 * a * c) / (4 * a * a)
    root = graph.product(((graph.number(square), Fraction(1, 2)),))
    sign = 1 if number else -1
    values = []
    for x in coordinates:
        constant, slope, *_ = [*(Fraction(int(v.p), int(v.q)) for v in x.coeffs()), 0, 0]
        values.append(graph.linear(constant + slope * centre, [(root, sign * slope)]))
    return values


def _algebraic(
    graph: Graph, free: tuple[int, ...], zeros: Zeros, coordinates: tuple[Any, ...], number: int
) -> Root:
    import flint

    values: dict[int, Scalar] = {}
    named: dict[Any, Any] = {}
    for k, x in zip(free, coordinates, strict=True):
        if x.degree() < 1:
            values[k] = graph.number(_rational(x))
        else:
            values[k] = symbol = letter(graph, k)
            named[symbol] = x
    field = NumberField(flint.fmpq_poly(zeros.polynomial), named)
    enclose = partial(_enclosed, zeros, tuple(named.values()), number)
    return Root(values, Letters(tuple(named), enclose, field))


def _enclosed(zeros: Zeros, coordinates: tuple[Any, ...], number: int, bits: int) -> list[Any]:
    """The coordinates with this relative precision."""
    import flint

    from gamelang.symbolic.numbers import precision

    more = bits + 64
    while True:
        with precision(more):
            t = zeros.roots(more)[number]
            found = [flint.arb_poly(x.coeffs())(t) for x in coordinates]
        if more > MOST_BITS or all(x.rel_accuracy_bits() >= bits for x in found):
            return found
        more *= 2


# ---- infinitely many solutions


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
    if system.divisors or prod(map(len, choices)) > MOST_BRANCHES:
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
            branch = System(system.exact, system.free, system.generators, kept, ())
            roots += _isolated(branch)
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
