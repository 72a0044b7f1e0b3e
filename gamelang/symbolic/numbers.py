"""Three kinds of numbers in which a game can be evaluated: rationals, integers mod p, balls.

Each gives the value of a function and the sign of a value, or says that it cannot (UnfitError):
then another point, or another kind of number, is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Protocol

from gamelang.symbolic.limits import TooLargeError, UndefinedError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.roots import rational_power

P = 2**61 - 1
TRANSCENDENTAL = ("exp", "log", "sin", "cos", "tan", "tanh", "erf")  # methods of a ball


class UnfitError(Exception):
    """The value cannot be had at this point in this kind of number."""


class Numbers(Protocol):
    """Values support +, * among themselves and with int; `tidy` is applied to results."""

    def number(self, value: Q) -> Any: ...
    def pi(self) -> Any: ...
    def tidy(self, value: Any) -> Any: ...
    def power(self, value: Any, exponent: Q) -> Any: ...
    def function(self, primitive: str, value: Any) -> Any: ...
    def sign(self, value: Any) -> int: ...
    def nonzero(self, value: Any) -> bool: ...


class Rationals:
    """Exact; no transcendental function except where it is rational."""

    def number(self, value: Q) -> Fraction:
        return Fraction(value)

    def pi(self) -> Any:
        raise UnfitError("pi is not rational")

    def tidy(self, value: Any) -> Any:
        return value

    def power(self, value: Any, exponent: Q) -> Any:
        try:
            outer, _, rest = rational_power(value, exponent)
        except (UndefinedError, TooLargeError) as error:
            raise UnfitError(str(error)) from None
        if rest:
            raise UnfitError("a root is not rational")
        return Fraction(outer)

    def function(self, primitive: str, value: Any) -> Any:
        raise UnfitError(f"{primitive} is not rational")

    def sign(self, value: Any) -> int:
        return int(value > 0) - int(value < 0)

    def nonzero(self, value: Any) -> bool:
        return bool(value)


class Modular:
    """Integers mod the prime 2**61 - 1: a nonzero value proves that the rational one is nonzero."""

    def number(self, value: Q) -> int:
        if value.denominator == 1:
            return int(value.numerator) % P
        if value.denominator % P == 0:
            raise UnfitError("a denominator vanishes mod p")
        return value.numerator * pow(value.denominator, -1, P) % P

    def pi(self) -> Any:
        raise UnfitError("pi is not rational")

    def tidy(self, value: Any) -> Any:
        return value % P

    def power(self, value: Any, exponent: Q) -> Any:
        if exponent.denominator != 1:
            raise UnfitError("a root is not rational")
        n = int(exponent)
        if n < 0 and value % P == 0:
            raise UnfitError("a denominator vanishes mod p")
        return pow(value, n, P)

    def function(self, primitive: str, value: Any) -> Any:
        raise UnfitError(f"{primitive} is not rational")

    def sign(self, value: Any) -> int:
        raise UnfitError("there are no signs mod p")

    def nonzero(self, value: Any) -> bool:
        return bool(value % P)


class Balls:
    """Midpoint-radius intervals of FLINT, at the precision of the surrounding `precision`."""

    def number(self, value: Q) -> Any:
        import flint

        return flint.arb(flint.fmpq(value.numerator, value.denominator))

    def pi(self) -> Any:
        import flint

        return flint.arb.pi()

    def tidy(self, value: Any) -> Any:
        return value

    def power(self, value: Any, exponent: Q) -> Any:
        if not exponent:
            return self.number(1)
        if exponent.denominator == 1:
            result = value ** int(exponent)
        elif value > 0:
            result = value ** self.number(exponent)
        else:
            raise UnfitError("a root of a number that may be negative")
        if not result.is_finite():
            raise UnfitError("a value is not finite")
        return result

    def function(self, primitive: str, value: Any) -> Any:
        if primitive == "log" and not value > 0:
            raise UnfitError("the logarithm of a number that may be negative")
        assert primitive in TRANSCENDENTAL, primitive
        result = getattr(value, primitive)()
        if not result.is_finite():
            raise UnfitError("a value is not finite")
        return result

    def sign(self, value: Any) -> int:
        if value > 0:
            return 1
        if value < 0:
            return -1
        if value.is_zero():
            return 0
        raise UnfitError("a sign is not decided at this precision")

    def nonzero(self, value: Any) -> bool:
        return bool(value.is_finite() and not value.contains(0))


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Balls made inside carry this many bits."""
    import flint

    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before
