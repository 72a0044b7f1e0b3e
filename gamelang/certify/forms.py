"""The checker's normal forms as an `Arithmetic`: what the interpreter needs to expand a loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from typing import Literal as Word

from flint import fmpq

from gamelang.certify import kernels
from gamelang.certify.piecewise import compare
from gamelang.certify.polynomials import Ring, Sign, UndecidedError, generator, number
from gamelang.certify.quotients import Form, Quotients
from gamelang.certify.roots import root

ONE = Form(number(1))
ZERO = Form({})


def rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


@dataclass(frozen=True, slots=True)
class Forms:
    """Arithmetic on forms over one ring. Conditions are forms that are 0 or 1."""

    ring: Ring

    @property
    def field(self) -> Quotients:
        return Quotients(self.ring)

    def number(self, value: Fraction) -> Form:
        return Form(number(rational(value)))

    def symbol(self, name: str, sign: Sign = "any") -> Form:
        return Form(generator(self.ring.symbol(name, sign)))

    def constant(self, name: Word["pi", "inf"]) -> Form:
        if name == "inf":
            raise UndecidedError("an infinite value occurs in a loss")
        return Form(generator(self.ring.kernel(("pi",), frozenset(), "positive")))

    def add(self, terms: Sequence[Form]) -> Form:
        return self.field.add(terms)

    def multiply(self, factors: Sequence[Form]) -> Form:
        return self.field.multiply(factors)

    def power(self, base: Form, exponent: Form) -> Form:
        value = exponent.rational
        if value is None:
            logarithm = kernels.logarithm(self.field, base)
            return kernels.exponential(self.field, self.field.multiply([exponent, logarithm]))
        if value.q != 1:
            return root(self.field, base, Fraction(int(value.p), int(value.q)))
        return self.field.whole_power(base, int(value.p))

    def apply(self, primitive: str, *arguments: Form) -> Form:
        return kernels.apply(self.field, primitive, *arguments)

    def compare(self, symbol: Word["less", "lesseq", "equal", "unequal"], a: Form, b: Form) -> Any:
        return compare(self.field, symbol, a, b)

    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any:
        forms = [(ONE if c else ZERO) if isinstance(c, bool) else c for c in conditions]
        if symbol == "not":
            return self.field.subtract(ONE, forms[0])
        if symbol == "and":
            return self.multiply(forms)
        none = self.multiply([self.field.subtract(ONE, c) for c in forms])
        return self.field.subtract(ONE, none)

    def choose(self, condition: Any, yes: Form, no: Form) -> Form:
        return self.field.choose(condition, yes, no)
