"""Functions of degree two at most that a flow keeps: a linear system for their coefficients.

Each monomial m has ∇m·v, a combination of products of generators (coordinates, constants, kernels)
over one common denominator; C = Σ c_m m is conserved if every product's coefficients, each times
c_m, add up to 0. Generators are treated as independent, so every solution is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

from gamelang.analyses.dynamics.field import Field
from gamelang.analyses.dynamics.hermite import Combinations, Key
from gamelang.analyses.dynamics.span import Vector, nullspace, nullspace_of_expressions, whole
from gamelang.symbolic import polynomials, quotients
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.tower import Generator

MOST_FOR_SQUARES = 8
MOST_FOR_CONSTANTS = 4  # coordinates, where coefficients may hold constants
MOST_ROWS = 2_000
MONOMIAL = tuple[int, ...]  # one or two coordinates


@dataclass(frozen=True, slots=True)
class Ansatz:
    """`monomials`, the linear ones first, and for each ∇m·v times the common denominator."""

    field: Field
    monomials: tuple[MONOMIAL, ...]
    along: tuple[Polynomial, ...]
    symbolic: bool

    @property
    def linear(self) -> int:
        return self.field.size

    def solve(self, degree: int) -> list[Vector]:
        """Vectors over all monomials; with degree 1 only the linear ones have coefficients."""
        width = self.linear if degree == 1 else len(self.monomials)
        products = {m for p in self.along[:width] for m in p.terms}
        rows = [[Fraction(p.coefficient(m)) for p in self.along[:width]] for m in sorted(products)]
        padding = [Fraction(0)] * (len(self.monomials) - width)
        return [[*vector, *padding] for vector in nullspace(rows[:], width)]

    def value(self, vector: Vector) -> Quotient:
        """Σ c_m m."""
        return self._combined([quotients.rational(c) for c in vector])

    def _combined(self, coefficients: Sequence[Quotient]) -> Quotient:
        terms = {self._key(m): c for m, c in zip(self.monomials, coefficients, strict=True) if c}
        return Combinations(self.field.exact).value(terms)

    def _key(self, monomial: MONOMIAL) -> Key:
        return tuple(monomial.count(k) for k in range(self.field.size))

    def product(self, a: Vector, b: Vector) -> Vector:
        """Of two linear ones."""
        places = {m: k for k, m in enumerate(self.monomials)}
        out = [Fraction(0)] * len(self.monomials)
        if len(self.monomials) > self.linear:
            for i in range(self.linear):
                for j in range(self.linear):
                    out[places[min(i, j), max(i, j)]] += a[i] * b[j]
        return out

    def vector(self, node: Scalar) -> Vector | None:
        """A quadratic function by its coefficients, without its constant; None for others."""
        found = Combinations(self.field.exact).coefficients(node)
        if found is None:
            return None
        out = [Fraction(0)] * len(self.monomials)
        places = {self._key(m): k for k, m in enumerate(self.monomials)}
        for key, coefficient in found.items():
            if not any(key):
                continue
            number = coefficient.constant
            if key not in places or number is None:
                return None
            out[places[key]] = Fraction(number)
        return whole(out)

    def by_constants(self, known: Quotient | None) -> Iterator[Quotient]:
        """Solutions whose coefficients may hold constants; none but `known` if it is there, as
        what is made of what would have to be seen."""
        if known is not None or self.linear > MOST_FOR_CONSTANTS:
            return
        arithmetic = self.field.exact.tower.arithmetic
        records = self.field.exact.tower.generators
        fixed = {g for g, r in enumerate(records) if r.kind in ("constant", "pi")}
        generators = frozenset(g for p in self.along for g in p.generators()) - fixed
        parts = [polynomials.collect(p, generators) for p in self.along]
        for width in (self.linear, len(self.monomials)):
            keys = sorted({key for part in parts[:width] for key in part})
            rows = [[_entry(part, key) for part in parts[:width]] for key in keys]
            found = nullspace_of_expressions(arithmetic, rows, width)
            for vector in found:
                padding = [quotients.ZERO] * (len(self.monomials) - width)
                yield self._combined([*vector, *padding])
            if found:
                return


def _entry(part: Mapping[int, Polynomial], key: int) -> Quotient:
    return quotients.of(part[key]) if key in part else quotients.ZERO


def ansatz_of(field: Field, flow: Sequence[Scalar]) -> Ansatz | None:
    """None where the flow has no short form."""
    exact, arithmetic = field.exact, field.exact.tower.arithmetic
    for node in flow:
        exact.normal(node)
    forms = [exact.normal(node) for node in flow]  # again: a restart may have come late
    common: dict[Polynomial, int] = {}
    for form in forms:
        for divisor, power in form.divisors:
            common[divisor] = max(common.get(divisor, 0), power)
    for divisor, power in common.items():
        raised = arithmetic.power(quotients.of(divisor), power)
        forms = [arithmetic.multiply(form, raised) for form in forms]
    plain = [form.polynomial for form in forms]
    lifted = [p for p in plain if p is not None]
    if len(lifted) != len(plain) or sum(len(p) for p in lifted) > MOST_ROWS:
        return None
    size = field.size
    monomials: list[MONOMIAL] = [(k,) for k in range(size)]
    if size <= MOST_FOR_SQUARES:
        monomials += combinations_with_replacement(range(size), 2)
    along = tuple(_along(field, lifted, m) for m in monomials)
    return Ansatz(field, tuple(monomials), along, bool(symbols(*field.xi)))


def _along(field: Field, flow: Sequence[Polynomial], monomial: MONOMIAL) -> Polynomial:
    """∇m·v."""
    if len(monomial) == 1:
        return flow[monomial[0]]
    tower = field.exact.tower
    parts = []
    for i, j in (monomial, monomial[::-1]):
        coordinate = tower.polynomial(Generator("parameter", number=i))
        parts.append((1, tower.reduce(polynomials.multiply(coordinate, flow[j], tower.budget))))
    return polynomials.total(parts, tower.budget)
