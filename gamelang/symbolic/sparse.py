"""The sparse polynomial: terms over packed monomials, in lowest terms.

A monomial is one Python integer with 16 bits for each generator's exponent, so a product of
monomials is an addition, and comparing integers is a lexicographic monomial order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from gamelang.symbolic.nodes import Q, tidy

FIELD = 16
MASK = (1 << FIELD) - 1
HIGHEST = 1 << (FIELD - 1)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Σ terms[m] / denominator · m. No zero coefficient; lowest terms; `degree` >= total degree."""

    terms: Mapping[int, int]
    denominator: int
    degree: int

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Polynomial)
            and self.denominator == other.denominator
            and self.terms == other.terms
        )

    def __hash__(self) -> int:
        return hash((self.denominator, frozenset(self.terms.items())))

    @property
    def constant(self) -> Q | None:
        """Its value if no generator occurs."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and 0 in self.terms:
            return tidy(Fraction(self.terms[0], self.denominator))
        return None

    @property
    def leading(self) -> int:
        """The largest monomial."""
        return max(self.terms)

    def coefficient(self, monomial: int) -> Q:
        return tidy(Fraction(self.terms.get(monomial, 0), self.denominator))

    def generators(self) -> tuple[int, ...]:
        """The generators that occur, ascending."""
        joined = 0
        for monomial in self.terms:
            joined |= monomial
        return tuple(g for g, _ in exponents(joined))

    def degree_in(self, generator: int) -> int:
        shift = FIELD * generator
        return max(((m >> shift) & MASK for m in self.terms), default=0)


ZERO = Polynomial({}, 1, 0)


def exponents(monomial: int) -> Iterator[tuple[int, int]]:
    """(generator, exponent) of a monomial, ascending."""
    number = 0
    while monomial:
        skipped = ((monomial & -monomial).bit_length() - 1) // FIELD
        number += skipped
        monomial >>= FIELD * skipped
        yield number, monomial & MASK
        monomial >>= FIELD
        number += 1


def make(terms: dict[int, int], denominator: int, degree: int) -> Polynomial:
    """Lowest terms; `terms` must not hold zeros."""
    if not terms:
        return ZERO
    if denominator != 1:
        common = gcd(denominator, *terms.values())
        if common != 1:
            terms = {m: c // common for m, c in terms.items()}
            denominator //= common
    return Polynomial(terms, denominator, degree)


def primitive(p: Polynomial) -> tuple[Q, Polynomial]:
    """(c, u) with p = c · u; u has integer coefficients without common divisor, leading one > 0."""
    content = gcd(*p.terms.values())
    if p.terms[p.leading] < 0:
        content = -content
    if content == 1 and p.denominator == 1:
        return 1, p
    terms = {m: c // content for m, c in p.terms.items()}
    return tidy(Fraction(content, p.denominator)), Polynomial(terms, 1, p.degree)
