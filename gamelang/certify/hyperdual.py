"""Hyper-dual numbers f + f1 e1 + f2 e2 + f12 e1 e2 with e1**2 = e2**2 = 0, over any field.

Seeded with directions u and v they carry the second derivative D²f(u, v) in f12, exactly; with
`held` inside `stop(...)`, that along v of the derivative along u: uᵀHv, for u of the loss's own
player. A point on a kink, or where a condition's sides meet, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar
from typing import Literal as Word

from gamelang.certify.draws import SOMEHOW, Drawn
from gamelang.certify.numbers import Field, Symbol
from gamelang.certify.polynomials import UndecidedError
from gamelang.core.game import Distribution

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class HyperDual(Generic[N]):
    """A part that is None is 0."""

    f: N
    f1: N | None = None
    f2: N | None = None
    f12: N | None = None

    @property
    def plain(self) -> bool:
        return self.f1 is None and self.f2 is None and self.f12 is None


def held(values: Mapping[str, HyperDual[N]]) -> dict[str, HyperDual[N]]:
    """What seeded coordinates are inside `stop(...)`: e1, along which a player differentiates her
    own loss, is not seen there; e2, along which the whole of ξ changes, is."""
    return {name: HyperDual(x.f, None, x.f2) for name, x in values.items()}


KINKED = ("maximum", "minimum", "abs", "sign")


@dataclass(frozen=True, slots=True)
class HyperDuals(Generic[N]):
    """Their arithmetic over one field."""

    field: Field[N]
    off_kinks: bool = False

    def number(self, value: Fraction) -> HyperDual[N]:
        return HyperDual(self.field.number(value))

    def drawn(self, distribution: Distribution) -> HyperDual[Any]:
        return HyperDual(self.field.drawn(distribution))  # type: ignore[attr-defined]

    def expected(self, x: HyperDual[Any]) -> HyperDual[Any]:
        """Derivatives pass through E."""
        of = self.field.expected  # type: ignore[attr-defined]
        return HyperDual(*(None if y is None else of(y) for y in (x.f, x.f1, x.f2, x.f12)))

    def constant(self, name: Word["pi", "inf"]) -> HyperDual[N]:
        return HyperDual(self.field.constant(name))

    def add(self, terms: Sequence[HyperDual[N]]) -> HyperDual[N]:
        return HyperDual(
            self.field.add([t.f for t in terms]),
            self._sum([t.f1 for t in terms]),
            self._sum([t.f2 for t in terms]),
            self._sum([t.f12 for t in terms]),
        )

    def multiply(self, factors: Sequence[HyperDual[N]]) -> HyperDual[N]:
        out = factors[0]
        for factor in factors[1:]:
            out = self._product(out, factor)
        return out

    def _product(self, a: HyperDual[N], b: HyperDual[N]) -> HyperDual[N]:
        value = self.field.multiply([a.f, b.f])
        if a.plain and b.plain:
            return HyperDual(value)
        times = self._times
        return HyperDual(
            value,
            self._sum([times(a.f1, b.f), times(a.f, b.f1)]),
            self._sum([times(a.f2, b.f), times(a.f, b.f2)]),
            self._sum([times(a.f12, b.f), times(a.f1, b.f2), times(a.f2, b.f1), times(a.f, b.f12)]),
        )

    def _times(self, a: N | None, b: N | None) -> N | None:
        return None if a is None or b is None else self.field.multiply([a, b])

    def _sum(self, terms: Sequence[N | None]) -> N | None:
        present = [t for t in terms if t is not None]
        if not present:
            return None
        return present[0] if len(present) == 1 else self.field.add(present)

    def _chain(self, x: HyperDual[N], f: N, slope: N, bend: N) -> HyperDual[N]:
        """g(x) with g, g', g'' at x.f."""
        mixed = self._times(bend, self._times(x.f1, x.f2))
        return HyperDual(
            f,
            self._times(slope, x.f1),
            self._times(slope, x.f2),
            self._sum([self._times(slope, x.f12), mixed]),
        )

    def power(self, base: HyperDual[N], exponent: HyperDual[N]) -> HyperDual[N]:
        if not exponent.plain:
            return self.apply("exp", self._product(exponent, self.apply("log", base)))
        if base.plain:
            return HyperDual(self.field.power(base.f, exponent.f))
        one, two = self._fixed(1), self._fixed(2)
        n, less = exponent.f, self._minus(exponent.f, one)
        value = self.field.power(base.f, n)
        slope = self._lowered(n, base.f, less)
        factor = self.field.multiply([n, less])
        bend = self._lowered(factor, base.f, self._minus(n, two))
        return self._chain(base, value, slope, bend)

    def _lowered(self, factor: N, base: N, exponent: N) -> N:
        """factor * base ** exponent, 0 without looking at the base where the factor is 0."""
        if self._is_zero(factor):
            return factor
        return self.field.multiply([factor, self.field.power(base, exponent)])

    def _is_zero(self, value: N) -> bool:
        return bool(value == self._fixed(0))

    def _fixed(self, value: int) -> N:
        return self.field.number(Fraction(value))

    def _minus(self, a: N, b: N) -> N:
        return self.field.add([a, self.field.multiply([self._fixed(-1), b])])

    def apply(self, primitive: str, *arguments: HyperDual[N]) -> HyperDual[N]:
        x = arguments[0]
        if primitive in KINKED and any(isinstance(a.f, Drawn) for a in arguments):
            return _somewhere(arguments)
        if primitive in ("maximum", "minimum"):
            return self._extreme(primitive, x, arguments[1])
        if self.off_kinks and primitive in KINKED:
            return self._signed(primitive, x)
        if x.plain:
            return HyperDual(self.field.apply(primitive, x.f))
        if primitive in ("abs", "sign"):
            return self._signed(primitive, x)
        return self._chain(x, *self._derivatives(primitive, x.f))

    def _derivatives(self, primitive: str, x: N) -> tuple[N, N, N]:
        """g(x), g'(x), g''(x)."""
        field, times, minus = self.field, self.field.multiply, self._fixed(-1)
        value = field.apply(primitive, x)
        match primitive:
            case "exp":
                return value, value, value
            case "log":
                slope = field.power(x, minus)
                return value, slope, times([minus, slope, slope])
            case "sin":
                return value, field.apply("cos", x), times([minus, value])
            case "cos":
                return value, times([minus, field.apply("sin", x)]), times([minus, value])
            case "tan":
                slope = field.add([self._fixed(1), times([value, value])])
                return value, slope, times([self._fixed(2), value, slope])
            case "tanh":
                slope = field.add([self._fixed(1), times([minus, value, value])])
                return value, slope, times([self._fixed(-2), value, slope])
            case "erf":
                half = field.number(Fraction(-1, 2))
                scale = times([self._fixed(2), field.power(field.constant("pi"), half)])
                slope = times([scale, field.apply("exp", times([minus, x, x]))])
                return value, slope, times([self._fixed(-2), x, slope])
        raise AssertionError(primitive)

    def _signed(self, primitive: str, x: HyperDual[N]) -> HyperDual[N]:
        if self._strictly_less(self._fixed(0), x.f):
            return x if primitive == "abs" else HyperDual(self._fixed(1))
        minus = self._fixed(-1)
        if primitive == "sign":
            return HyperDual(minus)
        return self._product(HyperDual(minus), x)

    def _extreme(self, primitive: str, a: HyperDual[N], b: HyperDual[N]) -> HyperDual[N]:
        if a == b and not self.off_kinks:
            return a
        first = self._strictly_less(a.f, b.f)
        return b if first == (primitive == "maximum") else a

    def _strictly_less(self, a: N, b: N) -> bool:
        """a < b, where a = b is refused: the function has a kink there."""
        if self.field.compare("equal", a, b) is not False:
            raise UndecidedError("the point lies on a kink")
        less = self.field.compare("less", a, b)
        if not isinstance(less, bool):
            raise UndecidedError("a sign is undecided at this point")
        return less

    def compare(self, symbol: Symbol, a: HyperDual[N], b: HyperDual[N]) -> Any:
        if a.plain and b.plain and not self.off_kinks:
            return self.field.compare(symbol, a.f, b.f)
        less = self._strictly_less(a.f, b.f)
        return {"less": less, "lesseq": less, "equal": False, "unequal": True}[symbol]

    def logic(self, symbol: Word["and", "or", "not"], *conditions: Any) -> Any:
        raise UndecidedError("a condition is undecided at this point")

    def choose(self, condition: Any, yes: HyperDual[N], no: HyperDual[N]) -> HyperDual[N]:
        raise UndecidedError("a condition is undecided at this point")


def _somewhere(arguments: Sequence[HyperDual[Any]]) -> HyperDual[Any]:
    """What has a kink at some samples: its derivatives, where it has one."""
    first = any(a.f1 is not None for a in arguments)
    second = any(a.f2 is not None for a in arguments)
    mixed = (first and second) or any(a.f12 is not None for a in arguments)
    return HyperDual(
        SOMEHOW,
        SOMEHOW if first else None,
        SOMEHOW if second else None,
        SOMEHOW if mixed else None,
    )
