"""exp, log, powers, |u| and the like as rational functions of generators.

Each rule is an identity wherever its left side is defined: exp of a sum is a product of
exponentials, log and roots go through the factors of their argument, |u| is side(u) · u.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gamelang.symbolic import polynomials, quotients
from gamelang.symbolic.factors import Signs, factor_quotient
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Q, magnitude, tidy
from gamelang.symbolic.polynomials import Polynomial
from gamelang.symbolic.quotients import Quotient
from gamelang.symbolic.roots import SMALL_PRIMES
from gamelang.symbolic.tower import Generator, Tower


@dataclass(frozen=True, slots=True)
class Kernels:
    """The rules, over one tower and what is known about signs."""

    tower: Tower
    signs: Signs

    def exp(self, t: Quotient) -> Quotient:
        """exp(Σ c·m) = Π exp(u·m) ** (c/u), with one unit u for each term m."""
        ops = self.tower.arithmetic
        result = quotients.rational(1)
        for term, coefficient in terms(t):
            result = ops.multiply(result, self._exp_term(term, coefficient))
        return result

    def _exp_term(self, term: Quotient, coefficient: Q) -> Quotient:
        ops = self.tower.arithmetic
        logarithm = self._single(term, "log")
        if logarithm is not None and logarithm.inside is not None:
            return self.absolute_power(logarithm.inside.numerator, coefficient)
        unit = self.tower.unit("exp", term, coefficient)
        inside = ops.total(((unit, term),))
        base = quotients.of(self.tower.polynomial(Generator("exp", inside)))
        return ops.power(base, int(Fraction(coefficient) / unit))

    def _single(self, q: Quotient, kind: str) -> Generator | None:
        """The generator that q is, if it is one of this kind."""
        p = q.polynomial
        if p is None or len(p) != 1 or p.denominator != 1 or p.terms.get(p.leading) != 1:
            return None
        powers = list(polynomials.exponents(p.leading))
        if len(powers) != 1 or powers[0][1] != 1:
            return None
        generator = self.tower.generators[powers[0][0]]
        return generator if generator.kind == kind else None

    def log(self, u: Quotient) -> Quotient:
        """log u = Σ e·log|p| over the factors of u, where u > 0."""
        self._not_zero(u)
        factored = factor_quotient(u, self.tower.budget)
        parts: list[tuple[Q, Quotient]] = [(e, self._log_factor(p)) for p, e in factored.factors]
        parts += [
            (e, self._log_factor(polynomials.rational(prime)))
            for prime, e in prime_powers(magnitude(factored.content))
        ]
        return self.tower.arithmetic.total(parts)

    def _log_factor(self, p: Polynomial) -> Quotient:
        whole = quotients.of(p)
        for kind in ("exp", "root", "side"):
            generator = self._single(whole, kind)
            if generator is None or generator.inside is None:
                continue
            if kind == "exp":
                return generator.inside
            if kind == "side":
                return quotients.ZERO
            inner = self.log(generator.inside)
            return self.tower.arithmetic.total(((Fraction(1, generator.degree), inner),))
        return quotients.of(self.tower.polynomial(Generator("log", whole)))

    def power(self, u: Quotient, exponent: Q) -> Quotient:
        """u ** exponent for an exponent that is no integer, where u >= 0."""
        self._not_zero(u)
        factored = factor_quotient(u, self.tower.budget)
        ops = self.tower.arithmetic
        sign = 1 if factored.content > 0 else -1
        unknown: list[Polynomial] = []
        for p, e in factored.factors:
            if e % 2:
                known = self.signs.sign(p)
                sign *= known or 1
                unknown += [] if known else [p]
        if sign < 0 and not unknown:
            raise UndecidedError("a root of an expression that is nowhere positive")
        # Where u >= 0, a single factor of unknown sign must have the sign of the rest.
        settled = unknown[0] if len(unknown) == 1 else None
        result = quotients.rational(1)
        for p, e in factored.factors:
            if p is settled:
                base = polynomials.scale(sign, p)
                part = self._root(base, e * exponent)
            else:
                part = self.absolute_power(p, e * exponent)
            result = ops.multiply(result, part)
        for prime, e in prime_powers(magnitude(factored.content)):
            part = self._root(polynomials.rational(prime), e * exponent)
            result = ops.multiply(result, part)
        return result

    def absolute_power(self, p: Polynomial, exponent: Q) -> Quotient:
        """|p| ** exponent of a primitive polynomial."""
        ops = self.tower.arithmetic
        exponent = tidy(exponent)
        if exponent.denominator == 1 and exponent % 2 == 0:
            return ops.power(quotients.of(p), int(exponent))
        generator = self._single(quotients.of(p), "exp")
        if generator is not None and generator.inside is not None:
            return self.exp(ops.total(((exponent, generator.inside),)))
        return self._root(self.absolute(p), exponent)

    def absolute(self, p: Polynomial) -> Polynomial:
        """|p| = ±p where the sign is known, else side(p) · p, where side(p) ** 2 = 1."""
        known = self.signs.sign(p)
        if known:
            return polynomials.scale(known, p)
        return polynomials.multiply(self.side(p), p, self.tower.budget)

    def side(self, p: Polynomial) -> Polynomial:
        number = self.tower.related(Generator("side", quotients.of(p)), 2, polynomials.rational(1))
        return polynomials.generator(number)

    def _root(self, base: Polynomial, exponent: Q) -> Quotient:
        """base ** exponent for base >= 0, through one generator s with s ** degree = base."""
        ops = self.tower.arithmetic
        exponent = tidy(exponent)
        if exponent.denominator == 1:
            return ops.power(quotients.of(base), int(exponent))
        unit = self.tower.unit("root", base, Fraction(1, exponent.denominator))
        degree = Fraction(unit).denominator
        generator = Generator("root", quotients.of(base), degree)
        s = polynomials.generator(self.tower.related(generator, degree, base))
        return ops.power(quotients.of(s), int(exponent * degree))

    def abs(self, u: Quotient) -> Quotient:
        """|u| = |c| Π |p| ** e."""
        if not u:
            return u
        factored = factor_quotient(u, self.tower.budget)
        ops = self.tower.arithmetic
        result = quotients.rational(magnitude(factored.content))
        for p, e in factored.factors:
            result = ops.multiply(result, ops.power(quotients.of(p), e))
            if e % 2:
                known = self.signs.sign(p)
                side = polynomials.rational(known) if known else self.side(p)
                result = ops.multiply(result, quotients.of(side))
        return result

    def sign(self, u: Quotient) -> Quotient:
        """sign(u) almost everywhere, for u that is proved to vanish on a null set only."""
        if not u:
            return u
        factored = factor_quotient(u, self.tower.budget)
        result = quotients.rational(1 if factored.content > 0 else -1)
        for p, e in factored.factors:
            if e % 2:
                known = self.signs.sign(p)
                side = polynomials.rational(known) if known else self.side(p)
                result = self.tower.arithmetic.multiply(result, quotients.of(side))
        return result

    def erf(self, u: Quotient) -> Quotient:
        """An opaque kernel, odd in its argument."""
        if not u:
            return u
        flip = -1 if u.numerator.terms[u.numerator.leading] < 0 else 1
        inside = self.tower.arithmetic.total(((flip, u),))
        kernel = self.tower.polynomial(Generator("erf", inside))
        return quotients.of(polynomials.scale(flip, kernel))

    def _not_zero(self, u: Quotient) -> None:
        if not u:
            raise UndecidedError("a logarithm or root of an expression that is zero")


def terms(t: Quotient) -> Iterator[tuple[Quotient, Q]]:
    """t = Σ coefficient · term, each term one monomial over the divisors of t."""
    for monomial in sorted(t.numerator.terms):
        powers = sum(e for _, e in polynomials.exponents(monomial))
        yield (
            Quotient(Polynomial({monomial: 1}, 1, powers), t.divisors),
            t.numerator.coefficient(monomial),
        )


def prime_powers(value: Q) -> list[tuple[int, int]]:
    """value = Π base ** exponent: small primes, and what is left as it is."""
    found: list[tuple[int, int]] = []
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime in range(2, SMALL_PRIMES):
            if prime * prime > number:
                break
            count = 0
            while number % prime == 0:
                number //= prime
                count += 1
            if count:
                found.append((prime, sign * count))
        if number > 1:
            found.append((number, sign))
    return found
