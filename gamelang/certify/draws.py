"""Numbers at a point at which some depend on draws: what is known of such a one is its mean.

A value that depends on a draw, Drawn, is never taken for a number: only its sums, its multiples by
numbers (0 times it is 0) and, where its mean is known, its expectation are. Everything else is a
Drawn without a mean, and comparing one is refused. Nothing is assumed about whether draws are
independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from typing import Literal as Word

from gamelang.certify.undecided import UndecidedError
from gamelang.core.game import Distribution, Standard

MEANS = {"normal": Fraction(0), "uniform": Fraction(1, 2)}


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A value that depends on a draw; `mean` None: of its mean nothing is known."""

    mean: Any = None


SOMEHOW = Drawn()


@dataclass(frozen=True, slots=True)
class OverDraws:
    """The arithmetic of a field, and of values that depend on draws."""

    field: Any

    def number(self, value: Fraction) -> Any:
        return self.field.number(value)

    def constant(self, name: Word["pi", "inf"]) -> Any:
        return self.field.constant(name)

    def drawn(self, distribution: Distribution) -> Any:
        """One draw; its entries are independent, which is not used."""
        mean = MEANS.get(distribution.name) if isinstance(distribution, Standard) else None
        return SOMEHOW if mean is None else Drawn(self.field.number(mean))

    def expected(self, value: Any) -> Any:
        """E of it."""
        if isinstance(value, Drawn) and value.mean is not None:
            return value.mean
        return value

    def add(self, terms: Sequence[Any]) -> Any:
        if not any(isinstance(term, Drawn) for term in terms):
            return self.field.add(terms)
        means = [term.mean if isinstance(term, Drawn) else term for term in terms]
        if any(mean is None for mean in means):
            return SOMEHOW
        return Drawn(self.field.add(means))

    def multiply(self, factors: Sequence[Any]) -> Any:
        drawn = [factor for factor in factors if isinstance(factor, Drawn)]
        if not drawn:
            return self.field.multiply(factors)
        others = [factor for factor in factors if not isinstance(factor, Drawn)]
        if any(bool(other == 0) for other in others):
            return self.field.number(Fraction(0))
        if len(drawn) > 1 or drawn[0].mean is None:
            return SOMEHOW
        return Drawn(self.field.multiply([*others, drawn[0].mean]))

    def power(self, base: Any, exponent: Any) -> Any:
        if not isinstance(base, Drawn) and not isinstance(exponent, Drawn):
            return self.field.power(base, exponent)
        if not isinstance(exponent, Drawn) and bool(exponent == 1):
            return base
        if not isinstance(exponent, Drawn) and bool(exponent == 0):
            return self.field.number(Fraction(1))
        return SOMEHOW

    def apply(self, primitive: str, *arguments: Any) -> Any:
        if any(isinstance(argument, Drawn) for argument in arguments):
            return SOMEHOW
        return self.field.apply(primitive, *arguments)

    def compare(self, symbol: Word["less", "lesseq", "equal", "unequal"], a: Any, b: Any) -> Any:
        if isinstance(a, Drawn) or isinstance(b, Drawn):
            raise UndecidedError("a condition depends on draws")
        return self.field.compare(symbol, a, b)

    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any:
        return self.field.logic(symbol, *conditions)

    def choose(self, condition: Any, yes: Any, no: Any) -> Any:
        return self.field.choose(condition, yes, no)


def known(value: Any) -> Any:
    """The value, if it is a number."""
    if isinstance(value, Drawn):
        raise UndecidedError("the value depends on draws whose expectation is not known")
    return value
