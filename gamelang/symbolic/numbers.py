"""Three kinds of numbers in which a game can be evaluated: rationals, integers mod p, balls.

Each gives a function's value with its first two derivatives, and the sign of a value, or says
that it cannot (UnfitError): then another point, or another kind of number, is tried.
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
Local = tuple[Any, Any, Any]  # value, first and second derivative


class UnfitError(Exception):
    """The value cannot be had at this point in this kind of number."""


class Numbers(Protocol):
    """Values support +, * among themselves and with int; `tidy` is applied to results."""

    def number(self, value: Q) -> Any: ...
    def pi(self) -> Any: ...
    def tidy(self, value: Any) -> Any: ...
    def power(self, value: Any, exponent: Q) -> Local: ...
    def function(self, primitive: str, value: Any) -> Local: ...
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

    def power(self, value: Any, exponent: Q) -> Local:
        return (
            self._power(value, exponent),
            exponent * self._power(value, exponent - 1) if exponent else 0,
            exponent * (exponent - 1) * self._power(value, exponent - 2)
            if exponent not in (0, 1)
            else 0,
        )

    def _power(self, value: Any, exponent: Q) -> Fraction:
        try:
            outer, _, rest = rational_power(value, exponent)
        except (UndefinedError, TooLargeError) as error:
            raise UnfitError(str(error)) from None
        if rest:
            raise UnfitError("a root is not rational")
        return Fraction(outer)

    def function(self, primitive: str, value: Any) -> Local:
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

    def power(self, value: Any, exponent: Q) -> Local:
        if exponent.denominator != 1:
            raise UnfitError("a root is not rational")
        n = int(exponent)
        if n < 0 and value % P == 0:
            raise UnfitError("a denominator vanishes mod p")
        first = n * pow(value, n - 1, P) % P if n else 0
        second = n * (n - 1) * pow(value, n - 2, P) % P if n not in (0, 1) else 0
        return pow(value, n, P), first, second

    def function(self, primitive: str, value: Any) -> Local:
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

    def power(self, value: Any, exponent: Q) -> Local:
        return (
            self._power(value, exponent),
            self._scaled(exponent, value, exponent - 1),
            self._scaled(exponent * (exponent - 1), value, exponent - 2),
        )

    def _scaled(self, factor: Q, value: Any, exponent: Q) -> Any:
        return self.number(factor) * self._power(value, exponent) if factor else self.number(0)

    def _power(self, value: Any, exponent: Q) -> Any:
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

    def function(self, primitive: str, value: Any) -> Local:
        local = self._local(primitive, value)
        if not all(part.is_finite() for part in local):
            raise UnfitError("a value is not finite")
        return local

    def _local(self, primitive: str, x: Any) -> Local:
        match primitive:
            case "exp":
                e = x.exp()
                return e, e, e
            case "log":
                if not x > 0:
                    raise UnfitError("the logarithm of a number that may be negative")
                return x.log(), 1 / x, -1 / (x * x)
            case "sin":
                s, c = x.sin_cos()
                return s, c, -s
            case "cos":
                s, c = x.sin_cos()
                return c, -s, -c
            case "tan":
                t = x.tan()
                slope = 1 + t * t
                return t, slope, 2 * t * slope
            case "tanh":
                t = x.tanh()
                slope = 1 - t * t
                return t, slope, -2 * t * slope
            case "erf":
                slope = 2 * (-x * x).exp() / self.pi().sqrt()
                return x.erf(), slope, -2 * x * slope
            case _:
                raise AssertionError(f"no ball of {primitive}")

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
