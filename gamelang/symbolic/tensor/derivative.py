"""Derivatives of expressions in index notation with respect to an entry of a parameter.

A factor is dropped for each symbol, functions by their rules: d inv(M) = -inv(M) dM inv(M),
d det(M) = det(M) tr(inv(M) dM) (Jacobi 1841), d softmax(u) = softmax(u) (du - softmax(u)·du).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.drafts import Draft
from gamelang.symbolic.tensor.functions import applied, free_own, inner_at, power
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.normal_form import settled
from gamelang.symbolic.tensor.tensors import (
    NOTHING,
    Applied,
    Factor,
    Relation,
    Symbol,
    Tensor,
    parameters_of,
)

ONE = Fraction(1)
HALF = Fraction(1, 2)


class Differentiator:
    """Derivatives by the entry `name[at]` of one parameter; `at` are indices of the caller."""

    def __init__(self, algebra: Algebra, name: str, at: tuple[Slot, ...]) -> None:
        self.algebra = algebra
        self.name = name
        self.at = at
        self.places = tuple(
            Index("free", -2_000 - k, s.start, s.stop) if isinstance(s, Index) else s
            for k, s in enumerate(at)
        )
        self.known: dict[str, Tensor] = {}

    def of(self, tensor: Tensor) -> Tensor:
        """∂tensor/∂name[at]."""
        if self.name not in tensor.parameters:
            return NOTHING
        parts: list[tuple[Tensor, Fraction]] = []
        for c, factors in tensor.terms.values():
            for k, factor in enumerate(factors):
                if self.name in parameters_of(factor.head):
                    lowered = Factor(factor.head, factor.slots, factor.exponent - 1)
                    rest = (*factors[:k], lowered, *factors[k + 1 :])
                    parts.append(self._term(c * factor.exponent, rest, factor))
        return self.algebra.sum(parts)

    def _term(
        self, scale: Fraction, rest: tuple[Factor, ...], factor: Factor
    ) -> tuple[Tensor, Fraction]:
        """The other factors times the derivative of one, inside the sums over bound indices."""
        names = {
            s: self.algebra.work.free(s)
            for f in (*rest, factor)
            for s in f.slots
            if isinstance(s, Index) and s.kind == "bound"
        }
        freed = [Factor(f.head, _at(f.slots, names), f.exponent) for f in rest]
        outside = settled(self.algebra.work, [Draft(ONE, tuple(freed))])
        inside = self._factor(factor.head, _at(factor.slots, names))
        total = self.algebra.product([outside, inside])
        for index in names.values():
            total = self.algebra.summed(total, index)
        return total, scale

    def _factor(self, head: Symbol | Relation | Applied, slots: tuple[Slot, ...]) -> Tensor:
        match head:
            case Symbol():
                return self._symbol(slots)
            case Applied():
                return self._applied(head, slots)
            case Relation():
                return NOTHING

    def _symbol(self, slots: tuple[Slot, ...]) -> Tensor:
        deltas = [self.algebra.equal(s, k) for s, k in zip(slots, self.at, strict=True)]
        return self.algebra.product(deltas)

    def _applied(self, head: Applied, slots: tuple[Slot, ...]) -> Tensor:
        """The chain rule; own axes of the head are under temporary names in `inner`."""
        algebra = self.algebra
        within = self._inner(head)
        names: dict[Index, Slot] = dict(zip(head.others, slots[head.visible :], strict=True))
        own = free_own(algebra, head)
        names |= dict(zip(head.own, own, strict=True))
        names |= {p: s for p, s in zip(self.places, self.at, strict=True) if isinstance(p, Index)}
        change = algebra.moved(within, names)
        value = algebra.factor(Factor(head, slots))
        if head.name in ("inverse", "det"):
            return self._matrix(head, slots, value, change, own)
        if head.name in ("softmax", "logsumexp"):
            inner = inner_at(algebra, head, slots, own)
            share = applied(algebra, "softmax", inner, own)
            mean = algebra.summed(algebra.product([share, change]), own[0])
            if head.name == "logsumexp":
                return mean
            here = algebra.moved(change, {own[0]: slots[0]})
            return algebra.product([value, algebra.sum([(here, 1), (mean, -1)])])
        slope = SLOPES[head.name](algebra, value, inner_at(algebra, head, slots, own))
        return algebra.product([slope, change])

    def _inner(self, head: Applied) -> Tensor:
        """The derivative of the inner expression in its own axes, found once."""
        if head.key not in self.known:
            inside = Differentiator(self.algebra, self.name, self.places)
            inside.known, inside.places = self.known, self.places
            self.known[head.key] = inside.of(head.inner)
        return self.known[head.key]

    def _matrix(
        self,
        head: Applied,
        slots: tuple[Slot, ...],
        value: Tensor,
        change: Tensor,
        own: tuple[Index, ...],
    ) -> Tensor:
        """-inv(M)[a, c] dM[c, d] inv(M)[d, b], or det(M) inv(M)[d, c] dM[c, d]."""
        algebra = self.algebra
        c, d = own
        inner = inner_at(algebra, head, slots, own)
        inverse = applied(algebra, "inverse", inner, (c, d))
        if head.name == "det":
            turned = algebra.moved(inverse, {c: d, d: c})
            total = algebra.product([value, turned, change])
            return algebra.summed(algebra.summed(total, c), d)
        a, b = slots[:2]
        left = algebra.moved(inverse, {c: a, d: c})
        right = algebra.moved(inverse, {c: d, d: b})
        total = algebra.product([left, change, right])
        return algebra.scaled(algebra.summed(algebra.summed(total, c), d), -1)


def _at(slots: tuple[Slot, ...], names: dict[Index, Index]) -> tuple[Slot, ...]:
    return tuple(names.get(s, s) if isinstance(s, Index) else s for s in slots)


Slope = Callable[[Algebra, Tensor, Tensor], Tensor]


def _one_plus(algebra: Algebra, value: Tensor, sign: int) -> Tensor:
    return algebra.sum([(algebra.number(1), 1), (power(algebra, value, 2), sign)])


def _bell(algebra: Algebra, value: Tensor, u: Tensor) -> Tensor:
    """2 exp(-u²) / √π."""
    bell = applied(algebra, "exp", algebra.scaled(power(algebra, u, 2), -1))
    root = power(algebra, algebra.symbol(Symbol("pi", "pi")), -HALF)
    return algebra.scaled(algebra.product([root, bell]), 2)


SLOPES: dict[str, Slope] = {
    "group": lambda algebra, value, u: algebra.number(1),
    "exp": lambda algebra, value, u: value,
    "log": lambda algebra, value, u: power(algebra, u, -1),
    "sin": lambda algebra, value, u: applied(algebra, "cos", u),
    "cos": lambda algebra, value, u: algebra.scaled(applied(algebra, "sin", u), -1),
    "tan": lambda algebra, value, u: _one_plus(algebra, value, 1),
    "tanh": lambda algebra, value, u: _one_plus(algebra, value, -1),
    "sigmoid": lambda algebra, value, u: algebra.sum([(value, 1), (power(algebra, value, 2), -1)]),
    "softplus": lambda algebra, value, u: applied(algebra, "sigmoid", u),
    "erf": _bell,
    "abs": lambda algebra, value, u: applied(algebra, "sign", u),
    "relu": lambda algebra, value, u: applied(algebra, "step", u),
    "sign": lambda algebra, value, u: NOTHING,
    "step": lambda algebra, value, u: NOTHING,
}


def derivative(algebra: Algebra, tensor: Tensor, name: str, at: tuple[Slot, ...]) -> Tensor:
    """∂tensor/∂name[at]."""
    return Differentiator(algebra, name, at).of(tensor)
