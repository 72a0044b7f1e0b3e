"""Exact arithmetic with algebraic numbers: polynomials in one root t, modulo its polynomial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gamelang.analyses.rationals import rational
from gamelang.symbolic.nodes import Add, Multiply, Node, Rational, Scalar, Symbol, postorder

Element = Any  # flint.fmpq_poly of lower degree than the modulus


@dataclass(slots=True)
class NumberField:
    """Q[t] / modulus, the modulus irreducible; `named` are some of its elements."""

    modulus: Any  # flint.fmpq_poly
    named: Mapping[Symbol, Element]
    known: dict[Node, Element | None] = field(default_factory=dict)

    def is_zero(self, node: Scalar) -> bool:
        """Whether a node is proved to be 0; False: it is not, or is no algebraic expression."""
        value = self.element(node)
        return value is not None and value.degree() < 0

    def element(self, root: Scalar) -> Element | None:
        """The node's value; None where it is no rational expression in the named elements."""
        for node in postorder(root):
            if node not in self.known:
                self.known[node] = self._element(node)
        return self.known[root]

    def inverse(self, value: Element) -> Element | None:
        """1 / value; None for 0."""
        if value.degree() < 0:
            return None
        divisor, factor, _ = value.xgcd(self.modulus)
        return factor / divisor.coeffs()[0]

    def _element(self, node: Node) -> Element | None:
        import flint

        match node:
            case Rational(value):
                return flint.fmpq_poly([rational(value)])
            case Symbol():
                return self.named.get(node)
            case Add(constant, terms):
                total = flint.fmpq_poly([rational(constant)])
                for term, coefficient in terms:
                    part = self.known[term]
                    if part is None:
                        return None
                    total += part * rational(coefficient)
                return total
            case Multiply(factors):
                product = flint.fmpq_poly([1])
                for base, exponent in factors:
                    part = self.known[base]
                    if part is None or exponent.denominator != 1:
                        return None
                    if exponent < 0:
                        part = self.inverse(part)
                        if part is None:
                            return None
                    for _ in range(abs(int(exponent))):
                        product = product * part % self.modulus
                return product
            case _:
                return None
