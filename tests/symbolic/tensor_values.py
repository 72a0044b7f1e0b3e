"""Values of tensors at given sizes, in balls: every bound index runs through its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from flint import arb, arb_mat, fmpq

from gamelang.core.dims import Dim
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.tensors import Applied, Factor, Relation, Symbol, Tensor, bound_in

ONE = arb(1)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "tanh": lambda u: u.tanh(),
    "erf": lambda u: u.erf(),
    "sigmoid": lambda u: ONE / (ONE + (-u).exp()),
    "softplus": lambda u: (ONE + u.exp()).log(),
    "abs": abs,
    "sign": lambda u: arb(1 if u > 0 else -1),
    "relu": lambda u: u if u > 0 else arb(0),
    "step": lambda u: arb(1 if u > 0 else 0),
    "group": lambda u: u,
}


def ball(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


@dataclass(frozen=True, slots=True)
class Values:
    """`arrays`: entries by name and place; `sizes`: the dims."""

    arrays: Mapping[str, Mapping[tuple[int, ...], Fraction]]
    sizes: Mapping[str, int]

    def of(self, tensor: Tensor, at: Mapping[Index, int]) -> Any:
        total = arb(0)
        for c, factors in tensor.terms.values():
            bound = bound_in(factors)
            for chosen in product(*(self.range(b) for b in bound)):
                here = {**at, **dict(zip(bound, chosen, strict=True))}
                value = ball(c)
                for factor in factors:
                    value *= self.factor(factor, here)
                total += value
        return total

    def range(self, index: Index) -> range:
        return range(self.size(index.start), self.size(index.stop))

    def size(self, dim: Dim) -> int:
        value = dim.value(self.sizes)
        assert value is not None
        return value

    def place(self, slot: Slot, at: Mapping[Index, int]) -> int:
        return self.size(slot) if isinstance(slot, Dim) else at[slot]

    def factor(self, factor: Factor, at: Mapping[Index, int]) -> Any:
        places = tuple(self.place(s, at) for s in factor.slots)
        e = factor.exponent
        match factor.head:
            case Symbol("pi", "pi"):
                value = arb.pi()
            case Symbol(name, "size"):
                value = arb(self.sizes[name])
            case Symbol(name):
                value = ball(self.arrays[name][places])
            case Relation("equal"):
                value = arb(int(places[0] == places[1]))
            case Relation("less"):
                value = arb(int(places[0] < places[1]))
            case Relation():
                value = arb(places[0])
            case Applied() as head:
                value = self.applied(head, places)
        if e.denominator == 1:
            raised = prod([value] * abs(int(e)), start=ONE)
            return raised if e > 0 else ONE / raised
        return value ** ball(e)

    def applied(self, head: Applied, places: tuple[int, ...]) -> Any:
        others = dict(zip(head.others, places[head.visible :], strict=True))
        if head.name in ("inverse", "det"):
            rows = [
                [
                    self.of(head.inner, {**others, head.own[0]: i, head.own[1]: j})
                    for j in self.range(head.own[1])
                ]
                for i in self.range(head.own[0])
            ]
            matrix = arb_mat(rows)
            return matrix.det() if head.name == "det" else matrix.inv()[places[0], places[1]]
        if head.name in ("softmax", "logsumexp"):
            weights = [
                self.of(head.inner, {**others, head.own[0]: k}).exp()
                for k in self.range(head.own[0])
            ]
            total = sum(weights, arb(0))
            return total.log() if head.name == "logsumexp" else weights[places[0]] / total
        return FUNCTIONS[head.name](self.of(head.inner, others))
