"""Polynomials in coordinates with coefficients in the constants, in powers or Hermite polynomials.

He_0 = 1, He_1 = x, He_2 = x² - 1, ..: orthogonal under the standard Gaussian, with
E[He_K²] = K! (the product of the factorials) and ∂_i He_K = K_i He_{K - e_i}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from gamelang.symbolic import polynomials, quotients
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.nodes import Apply, Choice, Multiply, Scalar, postorder
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.tower import Generator

Key = tuple[int, ...]  # exponents (or orders), by coordinate
Coefficients = Mapping[Key, Quotient]
HIGHEST = 16
MOST_TERMS = 2_000


@dataclass(frozen=True, slots=True)
class Combinations:
    """Sums of terms key -> coefficient over the constants of one game."""

    exact: Exact

    def coefficients(self, node: Scalar) -> Coefficients | None:
        """A node by powers of the coordinates; None where it is no polynomial in them."""
        if not self._written_so(node):
            return None
        value = self.exact.normal(node)
        value = self.exact.normal(node)  # again: a restart may have come late
        generators = self.exact.tower.generators
        inside = frozenset(g for g in value.generators() if generators[g].kind == "parameter")
        divisors = {g for d, _ in value.divisors for g in d.generators()}
        others = value.generators() - inside
        if divisors & inside or any(self._dependent(g) for g in others):
            return None
        found: dict[Key, Quotient] = {}
        for monomial, part in polynomials.collect(value.numerator, inside).items():
            key = [0] * len(self.exact.game.parameters)
            for g, exponent in polynomials.exponents(monomial):
                key[generators[g].number] = exponent
            found[tuple(key)] = Quotient(part, value.divisors)
        fits = all(sum(key) <= HIGHEST for key in found) and len(found) <= MOST_TERMS
        return found if fits else None

    def _written_so(self, root: Scalar) -> bool:
        """Whether only sums, products and whole powers of coordinates stand there: a cheap look,
        because normal forms of large losses take long."""
        depends = self.exact.game.graph.coordinates
        for node in postorder(root):
            match node:
                case Apply() | Choice() if depends(node):
                    return False
                case Multiply(factors):
                    if any(depends(b) and (e.denominator > 1 or e < 0) for b, e in factors):
                        return False
        return True

    def _dependent(self, generator: int) -> bool:
        """Whether a kernel holds a coordinate."""
        return bool(self.exact.dependence(quotients.of(polynomials.generator(generator))))

    def total(self, parts: Iterable[tuple[Key, Fraction, Quotient]]) -> Coefficients:
        """Σ factor · coefficient, collected by key."""
        by_key: dict[Key, list[tuple[Fraction, Quotient]]] = {}
        for key, factor, coefficient in parts:
            by_key.setdefault(key, []).append((factor, coefficient))
        self.exact.budget.check(len(by_key))
        arithmetic = self.exact.tower.arithmetic
        made = {key: arithmetic.total(terms) for key, terms in by_key.items()}
        return {key: value for key, value in made.items() if value}

    def to_hermite(self, powers: Coefficients) -> Coefficients:
        """x^m = Σ_j m! / (2^j j! (m - 2j)!) He_{m - 2j}."""
        return self._changed(powers, lambda j: Fraction(1, 2**j * factorial(j)))

    def to_powers(self, hermite: Coefficients) -> Coefficients:
        """He_m = Σ_j (-1)^j m! / (2^j j! (m - 2j)!) x^{m - 2j}."""
        return self._changed(hermite, lambda j: Fraction((-1) ** j, 2**j * factorial(j)))

    def _changed(self, given: Coefficients, weight: Callable[[int], Fraction]) -> Coefficients:
        """One coordinate after the other."""
        current = given
        for k in range(len(self.exact.game.parameters)):
            current = self.total(_lowered(current, k, weight))
        return current

    def value(self, powers: Coefficients) -> Quotient:
        """The polynomial itself."""
        arithmetic, tower = self.exact.tower.arithmetic, self.exact.tower
        parts: list[tuple[int, Quotient]] = []
        for key, coefficient in powers.items():
            product = coefficient
            for number, exponent in enumerate(key):
                if exponent:
                    power = tower.polynomial(Generator("parameter", number=number), exponent)
                    product = arithmetic.multiply(product, quotients.of(power))
            parts.append((1, product))
        return arithmetic.total(parts)


def _lowered(
    given: Coefficients, k: int, weight: Callable[[int], Fraction]
) -> Iterator[tuple[Key, Fraction, Quotient]]:
    for key, coefficient in given.items():
        m = key[k]
        for j in range(m // 2 + 1):
            factor = weight(j) * Fraction(factorial(m), factorial(m - 2 * j))
            yield (*key[:k], m - 2 * j, *key[k + 1 :]), factor, coefficient
