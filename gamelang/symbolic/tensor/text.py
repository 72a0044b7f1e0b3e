"""Expressions in index notation, written in the game language: every text parses.

Σ_j A_ij y_j is `sum(A[i, j] * y[j] for j in n)`, a delta the comparison `(i == j)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import assert_never

from gamelang.core.dims import ZERO, Dim
from gamelang.symbolic.limits import TooLargeError
from gamelang.symbolic.nodes import Q
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.tensors import (
    Applied,
    Factor,
    Factors,
    Relation,
    Symbol,
    Tensor,
    bound_in,
)
from gamelang.symbolic.text import ATOM, LONGEST, SUM, Text, number, product, scaled, total

LETTERS = "ijklmnpqrstuvwxyz"
Names = Mapping[Index, str]


def letters(taken: Iterable[str]) -> Iterator[str]:
    """Names for indices that nothing else has."""
    used = set(taken)
    yield from (letter for letter in LETTERS if letter not in used)
    yield from (name for k in count(1) if (name := f"i{k}") not in used)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes tensors; `taken` are the names that the game declares."""

    taken: frozenset[str]

    def text(self, tensor: Tensor, names: Names) -> str:
        """The expression; `names` has every index that is not bound."""
        found = self.sum(tensor, names).text
        if len(found) > LONGEST:
            raise TooLargeError(f"the expression has more than {LONGEST:,} characters")
        return found

    def sum(self, tensor: Tensor, names: Names) -> Text:
        parts = []
        for c, factors in ordered(tensor):
            parts.append(scaled(c, self.monomial(factors, names)) if factors else number(c))
        return total(parts)

    def monomial(self, factors: Factors, names: Names) -> Text:
        """Factors without bound indices, then a sum for each group of those with some."""
        pieces: list[tuple[Text, Q]] = []
        for bound, part in components(factors):
            if not bound:
                pieces += [(self.factor(f, names), f.exponent) for f in relations_last(part)]
            else:
                inside = {**names, **self.named(bound, names)}
                shown: list[tuple[Text, Q]] = [
                    (self.factor(f, inside), f.exponent) for f in relations_last(part)
                ]
                body = product(shown)
                over = " ".join(f"for {inside[b]} in {self.range(b)}" for b in bound)
                pieces.append((Text(f"sum({body.text} {over})", ATOM), Fraction(1)))
        return product(pieces)

    def named(self, indices: Iterable[Index], names: Names) -> dict[Index, str]:
        """New letters for indices."""
        return dict(zip(indices, letters({*self.taken, *names.values()}), strict=False))

    def range(self, index: Index) -> str:
        stop = str(index.stop)
        if index.start != ZERO:
            return f"range({index.start}, {stop})"
        return stop if stop.isidentifier() else f"range({stop})"

    def factor(self, factor: Factor, names: Names) -> Text:
        """The factor without its exponent."""
        slots = [self.slot(s, names) for s in factor.slots]
        match factor.head:
            case Symbol(_, _, rank) as head:
                name = head.written
                return Text(f"{name}[{', '.join(slots)}]" if rank else name, ATOM)
            case Relation("equal"):
                return Text(f"({slots[0]} == {slots[1]})", ATOM)
            case Relation("less"):
                return Text(f"({slots[0]} < {slots[1]})", ATOM)
            case Relation():
                return Text(slots[0], ATOM)
            case Applied() as head:
                return self.applied(head, factor, names)
            case other:
                assert_never(other)

    def slot(self, slot: Slot, names: Names) -> str:
        return str(slot) if isinstance(slot, Dim) else names[slot]

    def applied(self, head: Applied, factor: Factor, names: Names) -> Text:
        others = factor.slots[head.visible :]
        outside = {
            a: names[s] for a, s in zip(head.others, others, strict=True) if isinstance(s, Index)
        }
        at = ", ".join(self.slot(s, names) for s in factor.slots[: head.visible])
        inside = {**names, **outside, **self.named(head.own, names)}
        match head.name:
            case "group":
                return self.sum(head.inner, inside)
            case "step":
                return Text(f"({self.sum(head.inner, inside).at(SUM)} > 0)", ATOM)
            case "inverse":
                return Text(f"inv({self.matrix(head, inside)})[{at}]", ATOM)
            case "det":
                return Text(f"det({self.matrix(head, inside)})", ATOM)
            case "softmax":
                return Text(f"softmax({self.vector(head, inside)})[{at}]", ATOM)
            case "logsumexp":
                return Text(f"logsumexp({self.vector(head, inside, brackets=False)})", ATOM)
            case name:
                return Text(f"{name}({self.sum(head.inner, inside).text})", ATOM)

    def matrix(self, head: Applied, names: Names) -> str:
        single = head.inner.single
        if single is not None and isinstance(single.head, Symbol):
            if single.slots == head.own:
                return single.head.written
            if single.slots == tuple(reversed(head.own)):
                return f"{single.head.written}.T"
        return f"[{self._listed(head, names)}]"

    def vector(self, head: Applied, names: Names, brackets: bool = True) -> str:
        single = head.inner.single
        if single is not None and isinstance(single.head, Symbol) and head.own == single.slots[-1:]:
            at = ", ".join(self.slot(s, names) for s in single.slots[:-1])
            return f"{single.head.written}[{at}]" if at else single.head.written
        listed = self._listed(head, names)
        return f"[{listed}]" if brackets else listed

    def _listed(self, head: Applied, names: Names) -> str:
        over = " ".join(f"for {names[a]} in {self.range(a)}" for a in head.own)
        return f"{self.sum(head.inner, names).at(SUM)} {over}"


def ordered(tensor: Tensor) -> list[tuple[Fraction, Factors]]:
    """Monomials for people: those with deltas behind those without, numbers last."""
    terms = sorted(tensor.terms.items(), key=lambda item: (not item[0], "4equal" in item[0], item))
    return [term for _, term in terms]


def relations_last(factors: Factors) -> list[Factor]:
    """Deltas behind what they choose from; the values of indices in front."""
    return sorted(factors, key=lambda f: _place(f.head))


def _place(head: Symbol | Relation | Applied) -> int:
    match head:
        case Relation("value"):
            return 1
        case Relation():
            return 3
        case Symbol(_, kind) if kind != "parameter":
            return 0
        case _:
            return 2


def components(factors: Factors) -> list[tuple[tuple[Index, ...], Factors]]:
    """Factors that share bound indices, together; first those that have none."""
    groups: list[tuple[set[Index], list[Factor]]] = []
    alone: list[Factor] = []
    for factor in factors:
        bound = set(bound_in((factor,)))
        if not bound:
            alone.append(factor)
            continue
        met = [g for g in groups if g[0] & bound]
        groups = [g for g in groups if not g[0] & bound]
        groups.append(
            (bound.union(*(g[0] for g in met)), [*(f for g in met for f in g[1]), factor])
        )
    found = [((), tuple(alone))] if alone else []
    return [*found, *((bound_in(tuple(part)), tuple(part)) for _, part in groups)]
