"""Fixed points where the equations of a face are polynomial or rational: all of them, by algebra.

A coordinate may also occur as exp(c x) only (games in logits): then X = exp(c x) > 0 is solved for.
Denominators are kept away from 0 by a letter of their own (Rabinowitsch). Finitely many complex
solutions: every real one is found, rational ones and square roots exactly, others as algebraic
numbers. Infinitely many: the equations are factored, and each choice of factors is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod

from gamelang.analyses.equilibria.affine import AffineSet, rational_rows, solve_rational
from gamelang.analyses.equilibria.algebraic_root import root_of
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.analyses.equilibria.letters import NO_LETTERS
from gamelang.analyses.equilibria.quotient_algebra import NotFiniteError, Terms, radical_algebra
from gamelang.analyses.equilibria.real_roots import real_zeros
from gamelang.symbolic import flinted, polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.polynomials import Polynomial

BY_ALGEBRA = "algebra of polynomials"
MOST_UNKNOWNS = 12
MOST_DEGREE = 40
MOST_BRANCHES = 64


@dataclass(frozen=True, slots=True)
class System:
    """Numerators that must vanish where no divisor does, in some generators of the tower.

    Free coordinate k occurs as generator generators[k] (-1: not at all), which is itself where
    rates[k] is 0, else exp(rates[k] · coordinate).
    """

    exact: Exact
    free: tuple[int, ...]
    generators: tuple[int, ...]
    rates: tuple[Fraction, ...]
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
    occurring = sorted({g for form in forms for g in form.generators()})
    known: dict[int, tuple[int, Fraction]] = {}  # coordinate -> generator, rate
    for g in occurring:
        found = _meaning(exact, g)
        if found is None or found[0] in known or found[0] not in face.free:
            return None
        known[found[0]] = g, found[1]
    divisors = {divisor: None for form in forms for divisor, _ in form.divisors}
    numerators = [form.numerator for form in forms]
    if any(p.degree > MOST_DEGREE for p in (*numerators, *divisors)):
        return None
    pairs = [known.get(k, (-1, Fraction(0))) for k in face.free]
    generators, rates = tuple(g for g, _ in pairs), tuple(rate for _, rate in pairs)
    return System(exact, face.free, generators, rates, tuple(numerators), tuple(divisors))


def _meaning(exact: Exact, g: int) -> tuple[int, Fraction] | None:
    """(coordinate, rate) of a generator that is a coordinate or exp(rate · coordinate)."""
    generator = exact.tower.generators[g]
    if generator.kind == "parameter":
        return generator.number, Fraction(0)
    inside = None if generator.kind != "exp" else generator.inside
    if inside is None or inside.divisors or len(inside.numerator) != 1:
        return None
    (monomial,) = inside.numerator.terms
    powers = list(polynomials.exponents(monomial))
    if len(powers) != 1 or powers[0][1] != 1:
        return None
    base = exact.tower.generators[powers[0][0]]
    if base.kind != "parameter":
        return None
    return base.number, Fraction(inside.numerator.coefficient(monomial))


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
            root = _unfolded(system, root_of(graph, system.free, zeros, coordinates, number))
            if root is not None:
                yield root


def _unfolded(system: System, root: Root) -> Root | None:
    """x = log(X) / rate where X = exp(rate x); None where X is not positive."""
    graph = system.exact.game.graph
    values = dict(root.values)
    for k, rate in zip(system.free, system.rates, strict=True):
        if rate:
            signs = root.letters or NO_LETTERS
            sign = signs.sign(values[k])
            if sign is None:
                raise UndecidedError("whether an exponential is positive is not decided")
            if sign <= 0:
                return None
            values[k] = graph.scale(1 / rate, graph.apply("log", values[k]))
    return replace(root, values=values)


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
