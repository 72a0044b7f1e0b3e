"""The equations of a face as polynomials, and their isolated solutions.

A coordinate may also occur as exp(c x) only (games in logits): then X = exp(c x) > 0 is solved for.
Denominators are kept away from 0 by a letter of their own (Rabinowitsch)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from gamelang.analyses.equilibria.algebraic_root import root_of
from gamelang.analyses.equilibria.enclosed_numbers import NOTHING_ENCLOSED
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.found import Root
from gamelang.analyses.equilibria.quotient_algebra import NotFiniteError, Terms, radical_algebra
from gamelang.analyses.equilibria.real_roots import real_zeros
from gamelang.symbolic import polynomials
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.polynomials import Polynomial

MOST_UNKNOWNS = 12
MOST_DEGREE = 40


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


def isolated(system: System) -> Iterator[Root]:
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
            signs = root.enclosed or NOTHING_ENCLOSED
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
