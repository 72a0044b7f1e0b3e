"""Numbers at which a loss is evaluated: exact rationals and real balls.

Each is an `Arithmetic` with the derivatives of the primitives. What cannot be had in that kind of
number (exp(1) as a rational, the sign of a ball around 0) raises `UndecidedError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeVar
from typing import Literal as Word

from flint import arb, fmpq

from gamelang.certify.polynomials import UndecidedError

N = TypeVar("N")
Symbol = Word["less", "lesseq", "equal", "unequal"]


class Field(Protocol[N]):
    """What hyper-dual numbers ask of the numbers they are made of."""

    def number(self, value: Fraction) -> N: ...
    def constant(self, name: Word["pi", "inf"]) -> N: ...
    def add(self, terms: Sequence[N]) -> N: ...
    def multiply(self, factors: Sequence[N]) -> N: ...
    def power(self, base: N, exponent: N) -> N: ...
    def apply(self, primitive: str, *arguments: N) -> N: ...
    def compare(self, symbol: Symbol, a: N, b: N) -> Any: ...


def _refused(what: str) -> UndecidedError:
    return UndecidedError(f"{what} is not a rational number")


@dataclass(frozen=True, slots=True)
class Exact:
    """Rationals."""

    def number(self, value: Fraction) -> fmpq:
        return fmpq(value.numerator, value.denominator)

    def constant(self, name: Word["pi", "inf"]) -> fmpq:
        raise _refused(name)

    def add(self, terms: Sequence[fmpq]) -> fmpq:
        return sum(terms[1:], terms[0])

    def multiply(self, factors: Sequence[fmpq]) -> fmpq:
        out = factors[0]
        for factor in factors[1:]:
            out = out * factor
        return out

    def power(self, base: fmpq, exponent: fmpq) -> fmpq:
        if exponent.q != 1:
            return self._root(base, exponent)
        if base == 0 and exponent < 0:
            raise UndecidedError("a denominator is 0 at this point")
        if abs(exponent) > 4096:
            raise UndecidedError("a power is too large to be evaluated exactly")
        return base ** int(exponent.p)

    def _root(self, base: fmpq, exponent: fmpq) -> fmpq:
        if base < 0:
            raise UndecidedError("the root of a negative number is taken at this point")
        root = Fraction(_exact_root(int(base.p), int(exponent.q)), 1)
        root /= _exact_root(int(base.q), int(exponent.q))
        return self.power(self.number(root), fmpq(exponent.p))

    def apply(self, primitive: str, *arguments: fmpq) -> fmpq:
        x = arguments[0]
        match primitive:
            case "abs":
                return abs(x)
            case "sign":
                return fmpq((x > 0) - (x < 0))
            case "maximum":
                return max(arguments)
            case "minimum":
                return min(arguments)
            case "exp" | "cos" if x == 0:
                return fmpq(1)
            case "sin" | "tan" | "tanh" | "erf" if x == 0:
                return fmpq(0)
            case "log" if x == 1:
                return fmpq(0)
        raise _refused(f"{primitive} of a rational number")

    def compare(self, symbol: Symbol, a: fmpq, b: fmpq) -> bool:
        return {"less": a < b, "lesseq": a <= b, "equal": a == b, "unequal": a != b}[symbol]

    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any:
        raise AssertionError("exact comparisons are decided")

    def choose(self, condition: Any, yes: fmpq, no: fmpq) -> fmpq:
        raise AssertionError("exact comparisons are decided")


def _exact_root(value: int, degree: int) -> int:
    """The integer root, if there is one."""
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    if low**degree != value:
        raise _refused("a root")
    return low


@dataclass(frozen=True, slots=True)
class Balls:
    """Real balls at FLINT's working precision (`flint.ctx.prec`)."""

    def number(self, value: Fraction) -> arb:
        return arb(fmpq(value.numerator, value.denominator))

    def constant(self, name: Word["pi", "inf"]) -> arb:
        if name == "inf":
            raise UndecidedError("an infinite value occurs in a loss")
        return arb.pi()

    def add(self, terms: Sequence[arb]) -> arb:
        return sum(terms[1:], terms[0])

    def multiply(self, factors: Sequence[arb]) -> arb:
        out = factors[0]
        for factor in factors[1:]:
            out = out * factor
        return out

    def power(self, base: arb, exponent: arb) -> arb:
        whole = exponent.unique_fmpz()
        if whole is not None and exponent.is_exact() and abs(whole) <= 4096:
            if whole < 0 and base.contains(0):
                raise UndecidedError("a denominator may be 0 at this point")
            return base ** int(whole)
        if not base > 0:
            raise UndecidedError("a root or power of what may not be positive")
        return _finite(base**exponent)

    def apply(self, primitive: str, *arguments: arb) -> arb:
        x = arguments[0]
        match primitive:
            case "abs":
                return abs(x)
            case "sign":
                return arb(1 if self.compare("less", arb(0), x) else -1)
            case "maximum":
                return x if self.compare("less", arguments[1], x) else arguments[1]
            case "minimum":
                return x if self.compare("less", x, arguments[1]) else arguments[1]
            case "log" if not x > 0:
                raise UndecidedError("the logarithm of what may not be positive")
            case "exp" | "log" | "sin" | "cos" | "tan" | "tanh" | "erf":
                return _finite(getattr(arb, primitive)(x))
        raise AssertionError(primitive)

    def compare(self, symbol: Symbol, a: arb, b: arb) -> bool:
        if a < b or b < a:
            less = bool(a < b)
            return {"less": less, "lesseq": less, "equal": False, "unequal": True}[symbol]
        if a.is_exact() and b.is_exact() and a == b:
            return symbol in ("lesseq", "equal")
        raise UndecidedError("a condition is undecided at this point")

    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any:
        raise AssertionError("comparisons of balls are decided or refused")

    def choose(self, condition: Any, yes: arb, no: arb) -> arb:
        raise AssertionError("comparisons of balls are decided or refused")


def _finite(x: arb) -> arb:
    if not x.is_finite():
        raise UndecidedError("a value is not finite at this point")
    return x
