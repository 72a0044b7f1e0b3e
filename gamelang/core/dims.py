"""Sizes that may be unknown: integer polynomials in the names of `dim` declarations.

A shape is a tuple of these everywhere, so that a proof for `vector[n]` is one for every n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

Monomial = tuple[str, ...]  # names, sorted, repeated for powers; () is the constant term


@dataclass(frozen=True, slots=True)
class Dim:
    """Σ coefficient · monomial, terms sorted, no zero coefficient: equal iff identical."""

    terms: tuple[tuple[Monomial, int], ...]

    @staticmethod
    def of(value: int) -> Dim:
        return Dim((((), value),) if value else ())

    @staticmethod
    def named(name: str) -> Dim:
        return Dim((((name,), 1),))

    @property
    def number(self) -> int | None:
        """Its value if no name occurs in it."""
        if not self.terms:
            return 0
        return self.terms[0][1] if self.terms[0][0] == () else None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    def __add__(self, other: Dim) -> Dim:
        return _collect([*self.terms, *other.terms])

    def __neg__(self) -> Dim:
        return Dim(tuple((m, -c) for m, c in self.terms))

    def __sub__(self, other: Dim) -> Dim:
        return self + -other

    def __mul__(self, other: Dim) -> Dim:
        return _collect(
            [(tuple(sorted(m + k)), c * d) for m, c in self.terms for k, d in other.terms]
        )

    def value(self, sizes: Mapping[str, int]) -> int | None:
        """Its value where `sizes` gives every name in it, else None."""
        total = 0
        for monomial, coefficient in self.terms:
            for name in monomial:
                if name not in sizes:
                    return None
                coefficient *= sizes[name]
            total += coefficient
        return total

    def never_below(self, bound: int, minima: Mapping[str, int]) -> bool:
        """Whether it is ≥ bound for all sizes ≥ their minima (1 unless said).

        Sufficient only: with n = minimum + n', no coefficient but the constant may be negative.
        """
        shifted = Dim.of(-bound)
        for monomial, coefficient in self.terms:
            product = Dim.of(coefficient)
            for name in monomial:
                product = product * (Dim.named(name) + Dim.of(minima.get(name, 1)))
            shifted = shifted + product
        return all(coefficient >= 0 for _, coefficient in shifted.terms)

    def __str__(self) -> str:
        """In the game language: `2 * n + 1`."""
        if not self.terms:
            return "0"
        text = ""
        for monomial, coefficient in self.terms:
            factors = [*([] if abs(coefficient) == 1 and monomial else [str(abs(coefficient))])]
            factors += monomial
            sign = (
                ("-" if coefficient < 0 else "")
                if not text
                else " - "
                if coefficient < 0
                else " + "
            )
            text += sign + " * ".join(factors)
        return text


def _collect(terms: list[tuple[Monomial, int]]) -> Dim:
    total: dict[Monomial, int] = {}
    for monomial, coefficient in terms:
        total[monomial] = total.get(monomial, 0) + coefficient
    kept = [(m, c) for m, c in total.items() if c]
    return Dim(tuple(sorted(kept, key=lambda t: (-len(t[0]), t[0]))))


ZERO = Dim.of(0)
ONE = Dim.of(1)
Shape = tuple[Dim, ...]


def same(a: Dim, b: Dim, sizes: Mapping[str, int]) -> bool:
    """Whether the two sizes are one: `n` never fits `m`; a number fits a size of that value."""
    if a == b:
        return True
    if a.number is None and b.number is None:
        return False
    left = a.value(sizes)
    return left is not None and left == b.value(sizes)


def count(shape: Shape) -> Dim:
    """The number of entries of an array."""
    return prod(shape, start=ONE)


def describe(shape: Shape) -> str:
    """A shape in words: real, vector[n], matrix[m, n], tensor[a, b, c]."""
    names = {0: "real", 1: "vector", 2: "matrix"}
    kind = names.get(len(shape), "tensor")
    return kind + (f"[{', '.join(map(str, shape))}]" if shape else "")
