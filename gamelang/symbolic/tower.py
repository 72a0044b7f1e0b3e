"""The generators of the exact normal form: parameters, constants, and kernels with relations.

A kernel is a function of what is below it (an exponential, a root, a sine, a sign, ...), known to
the polynomials as one more generator. Every relation is an identity on the real domain, so a
normal form that is zero proves zero; one that is not zero proves nothing once kernels occur.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Literal as Word

from gamelang.symbolic import polynomials
from gamelang.symbolic.limits import Budget
from gamelang.symbolic.nodes import Q, magnitude, tidy
from gamelang.symbolic.polynomials import FIELD, MASK, Polynomial
from gamelang.symbolic.quotients import Arithmetic, Quotient

Kind = Word["parameter", "constant", "pi", "exp", "log", "root", "sin", "cos", "side", "erf"]
RATIONAL: tuple[Kind, ...] = ("parameter", "constant", "pi")


class RestartError(Exception):
    """A kernel turned out to need a finer unit: normal forms made so far are to be made again."""


@dataclass(frozen=True, slots=True)
class Generator:
    """`inside` is what a kernel is a function of.

    exp: exp(inside); log: log|inside|; root: inside ** (1/degree), inside >= 0; sin, cos;
    side: 1 where inside >= 0, else -1; erf. A parameter has its number, a constant its name
    and index.
    """

    kind: Kind
    inside: Quotient | None = None
    degree: int = 1
    number: int = 0
    name: str = ""
    index: tuple[int, ...] = ()


@dataclass(slots=True)
class Tower:
    """Numbers the generators and keeps their relations; grows, never changes its mind."""

    budget: Budget
    generators: list[Generator] = field(default_factory=list)
    numbers: dict[Generator, int] = field(default_factory=dict)
    relations: dict[int, tuple[int, Polynomial]] = field(default_factory=dict)
    units: dict[Hashable, Q] = field(default_factory=dict)
    algebraic: int = 0

    @property
    def arithmetic(self) -> Arithmetic:
        return Arithmetic(self.budget, self.reduce)

    def number(self, generator: Generator) -> int:
        found = self.numbers.get(generator)
        if found is None:
            found = self.numbers[generator] = len(self.generators)
            self.generators.append(generator)
        return found

    def polynomial(self, generator: Generator, power: int = 1) -> Polynomial:
        return polynomials.generator(self.number(generator), power)

    def related(self, generator: Generator, power: int, value: Polynomial) -> int:
        """The number of a generator with generator ** power = value."""
        fresh = generator not in self.numbers
        number = self.number(generator)
        if fresh:
            self.relations[number] = (power, value)
            self.algebraic |= MASK << (FIELD * number)
        return number

    def unit(self, kind: str, key: Hashable, wanted: Q) -> Q:
        """A rational of which `wanted` and everything asked for before are multiples."""
        have = self.units.get((kind, key))
        if have is None:
            self.units[kind, key] = magnitude(wanted)
            return magnitude(wanted)
        if (Fraction(wanted) / have).denominator == 1:
            return have
        a, b = Fraction(have), Fraction(wanted)
        common = lcm(a.denominator, b.denominator)
        finer = Fraction(gcd(int(a * common), int(b * common)), common)
        self.units[kind, key] = tidy(finer)
        raise RestartError

    def reduce(self, p: Polynomial) -> Polynomial:
        """The same value with every power of an algebraic generator below its degree."""
        if not self.algebraic:
            return p
        while True:
            numbers = [g for g in self._algebraic_in(p) if p.degree_in(g) >= self.relations[g][0]]
            if not numbers:
                return p
            # The youngest first: its relation speaks of older generators only.
            p = self._reduce_one(p, max(numbers))

    def _algebraic_in(self, p: Polynomial) -> list[int]:
        joined = 0
        for monomial in p.terms:
            joined |= monomial & self.algebraic
        return [g for g, _ in polynomials.exponents(joined)] if joined else []

    def _reduce_one(self, p: Polynomial, number: int) -> Polynomial:
        degree, value = self.relations[number]
        parts = polynomials.collect(p, frozenset((number,)))
        by_power: dict[int, list[tuple[Q, Polynomial]]] = {}
        powers = {0: polynomials.rational(1)}
        for monomial, coefficient in sorted(parts.items()):
            exponent = monomial >> (FIELD * number)
            whole, rest = divmod(exponent, degree)
            if whole not in powers:
                powers[whole] = polynomials.power(value, whole, self.budget)
            replaced = polynomials.multiply(coefficient, powers[whole], self.budget)
            by_power.setdefault(rest, []).append((1, replaced))
        lifted = [
            (1, polynomials.multiply(polynomials.total(group), self._power(number, rest)))
            for rest, group in by_power.items()
        ]
        return polynomials.total(lifted, self.budget)

    def _power(self, number: int, power: int) -> Polynomial:
        return polynomials.generator(number, power) if power else polynomials.rational(1)
