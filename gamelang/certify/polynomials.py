"""The checker's own sparse polynomials over Q, shared with no other part of the compiler.

A monomial is a sorted tuple of (generator, exponent). Exponents may be negative (generators are
not zero where the losses are defined) and fractional where the generator is positive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal as Word

from flint import fmpq, fmpz

from gamelang.certify.limit import Limit
from gamelang.certify.undecided import UndecidedError as UndecidedError

Exponent = int | Fraction
PRIMES_BELOW = 10**24  # larger numbers are not factored
Monomial = tuple[tuple[int, Exponent], ...]
Poly = Mapping[Monomial, fmpq]
Sign = Word["positive", "nonnegative", "any"]

ONE: Monomial = ()
UNIT = fmpq(1)


@dataclass(frozen=True, slots=True)
class Generator:
    """A symbol, or a kernel such as exp(x) or |u|, known by its key.

    `depends` holds the symbols below it. Where `power` is set, generator ** power is
    `replacement`: |u|**2 = u**2, sin**2 = 1 - cos**2, (1 if c else 0)**2 = itself.
    """

    key: tuple[object, ...]
    depends: frozenset[int]
    sign: Sign = "any"
    power: int | None = None
    replacement: Poly | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """numerator / Π factors ** e was divided by (`nonzero`), or stood below a logarithm or root
    (`positive`): where this fails, the expression is not defined."""

    kind: Word["nonzero", "positive"]
    numerator: Poly
    denominator: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Ring:
    """The generators met so far and the denominators' factors; counts work against a limit."""

    limit: Limit = field(default_factory=Limit)
    generators: list[Generator] = field(default_factory=list)
    places: dict[tuple[object, ...], int] = field(default_factory=dict)
    related: set[int] = field(default_factory=set)
    factors: list[Poly] = field(default_factory=list)
    factor_places: dict[frozenset[tuple[Monomial, fmpq]], int] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    work: int = 0

    def spend(self, amount: int) -> None:
        self.work += amount
        self.limit.check(self.work)

    def symbol(self, name: str, sign: Sign = "any") -> int:
        """The generator of a parameter's entry, a constant's entry or a fresh direction."""
        key = ("symbol", name)
        if key not in self.places:
            self.places[key] = len(self.generators)
            self.generators.append(Generator(key, frozenset((len(self.generators),)), sign))
        return self.places[key]

    def kernel(
        self,
        key: tuple[object, ...],
        depends: frozenset[int],
        sign: Sign = "any",
        relation: Callable[[int], tuple[int, Poly]] | None = None,
    ) -> int:
        """The generator of a kernel; `relation` gives (power, replacement) from its number."""
        if key not in self.places:
            place = len(self.generators)
            power, replacement = relation(place) if relation else (None, None)
            self.places[key] = place
            self.generators.append(Generator(key, depends, sign, power, replacement))
            if power is not None:
                self.related.add(place)
        return self.places[key]

    def factor(self, poly: Poly) -> int:
        """The number of a denominator's factor (monic, several terms)."""
        key = frozenset(poly.items())
        if key not in self.factor_places:
            self.factor_places[key] = len(self.factors)
            self.factors.append(poly)
        return self.factor_places[key]

    def depends(self, poly: Poly) -> frozenset[int]:
        """The symbols on which a polynomial depends, below kernels too."""
        generators = {g for monomial in poly for g, _ in monomial}
        return frozenset[int]().union(*(self.generators[g].depends for g in generators))


def number(value: fmpq | int) -> Poly:
    return {ONE: fmpq(value)} if value else {}


def prime_powers(c: fmpq) -> list[tuple[fmpz, int]]:
    """c > 0 as a product; a part of PRIMES_BELOW or more stands for itself."""
    out: list[tuple[fmpz, int]] = []
    for part, sign in ((fmpz(c.p), 1), (fmpz(c.q), -1)):
        primes = part.factor() if part < PRIMES_BELOW else [(part, 1)]
        out += [(prime, sign * int(e)) for prime, e in primes if prime != 1]
    return out


def even(exponent: Exponent) -> bool:
    return isinstance(exponent, int) and exponent % 2 == 0


def generator(place: int, exponent: Exponent = 1) -> Poly:
    return {((place, exponent),): UNIT}


def is_number(poly: Poly) -> bool:
    return not poly or (len(poly) == 1 and ONE in poly)


def total(ring: Ring, polys: Sequence[Poly]) -> Poly:
    out: dict[Monomial, fmpq] = {}
    for poly in polys:
        ring.spend(len(poly))
        for monomial, coefficient in poly.items():
            known = out.get(monomial)
            out[monomial] = coefficient if known is None else known + coefficient
    return {m: c for m, c in out.items() if c != 0}


def scaled(poly: Poly, scale: fmpq) -> Poly:
    if scale == 0:
        return {}
    return poly if scale == 1 else {m: c * scale for m, c in poly.items()}


def merged(a: Monomial, b: Monomial) -> Monomial:
    """The product of two monomials."""
    if not a or not b:
        return a or b
    if a[-1][0] < b[0][0]:
        return a + b
    if b[-1][0] < a[0][0]:
        return b + a
    exponents = dict(a)
    for g, e in b:
        exponents[g] = exponents.get(g, 0) + e
    return tuple(sorted((g, e) for g, e in exponents.items() if e))


def times(ring: Ring, a: Poly, b: Poly) -> Poly:
    if len(a) > len(b):
        a, b = b, a
    out: dict[Monomial, fmpq] = {}
    for m, c in a.items():
        ring.spend(len(b))
        for n, d in b.items():
            k = merged(m, n)
            known = out.get(k)
            out[k] = c * d if known is None else known + c * d
    return reduced(ring, {m: c for m, c in out.items() if c != 0})


def reduced(ring: Ring, poly: Poly) -> Poly:
    """Relations applied until no exponent reaches its generator's power."""
    if not ring.related:
        return poly
    while True:
        bad = [m for m in poly if _excess(ring, m) is not None]
        if not bad:
            return poly
        parts: list[Poly] = [{m: c for m, c in poly.items() if _excess(ring, m) is None}]
        parts += [_rewritten(ring, m, poly[m]) for m in bad]
        poly = total(ring, parts)


def _excess(ring: Ring, monomial: Monomial) -> int | None:
    for g, e in monomial:
        if g in ring.related:
            power = ring.generators[g].power
            if power is not None and e >= power:
                return g
    return None


def _rewritten(ring: Ring, monomial: Monomial, coefficient: fmpq) -> Poly:
    """One power of one generator replaced."""
    g = _excess(ring, monomial)
    assert g is not None
    record = ring.generators[g]
    assert record.power is not None
    assert record.replacement is not None
    rest = merged(monomial, ((g, -record.power),))
    ring.spend(len(record.replacement))
    parts: list[Poly] = [{merged(rest, m): coefficient * c} for m, c in record.replacement.items()]
    return total(ring, parts)


def power(ring: Ring, base: Poly, exponent: int) -> Poly:
    out = number(1)
    while exponent:
        if exponent & 1:
            out = times(ring, out, base)
        exponent >>= 1
        if exponent:
            base = times(ring, base, base)
    return out


def content(poly: Poly) -> tuple[fmpq, Monomial, Poly]:
    """Coefficient, monomial and monic rest with coefficient * monomial * rest = poly != 0."""
    common: dict[int, Exponent] | None = None
    for monomial in poly:
        here = dict(monomial)
        if common is None:
            common = here
        else:
            common = {g: min(common.get(g, 0), here.get(g, 0)) for g in common.keys() | here.keys()}
    assert common is not None
    shared = tuple(sorted((g, e) for g, e in common.items() if e))
    leading = poly[max(poly)]
    inverse = tuple((g, -e) for g, e in shared)
    return leading, shared, {merged(m, inverse): c / leading for m, c in poly.items()}


def sign_of(ring: Ring, poly: Poly) -> Sign | Word["negative", "nonpositive", "zero"]:
    """A sign that every coefficient and generator proves, else `any`."""
    if not poly:
        return "zero"
    signs = {c > 0 for c in poly.values()}
    if len(signs) > 1:
        return "any"
    kinds = [_monomial_sign(ring, m) for m in poly]
    if "any" in kinds:
        return "any"
    strict = "positive" in kinds
    if signs == {True}:
        return "positive" if strict else "nonnegative"
    return "negative" if strict else "nonpositive"


def _monomial_sign(ring: Ring, monomial: Monomial) -> Sign:
    kinds: set[Sign] = set()
    for g, e in monomial:
        sign = ring.generators[g].sign
        if sign == "any":
            if not even(e):
                return "any"
            sign = "nonnegative"
        kinds.add(sign)
    return "nonnegative" if "nonnegative" in kinds else "positive"
