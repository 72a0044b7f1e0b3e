"""Monomials on their way to normal form (normal_form.py).

A draft names its bound indices apart from all others, and lists those that stand nowhere any
more: Σ_j 1 is a size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gamelang.core.dims import Dim
from gamelang.symbolic.limits import TooLargeError
from gamelang.symbolic.tensor.indices import Index, Sizes, Slot, mapped
from gamelang.symbolic.tensor.tensors import (
    Applied,
    Factor,
    Factors,
    Tensor,
    bound_in,
)

Rebuilt = Callable[[Applied, tuple[Slot, ...], Fraction], Tensor]
ONE = Fraction(1)
LIMIT = 30_000  # factors looked at, more where many indices are bound: about two seconds


@dataclass(slots=True)
class Work:
    """What the sizes are, how much may be done, and which bound indices were given out."""

    sizes: Sizes
    left: int = LIMIT
    given: int = 0
    rebuilt: Rebuilt | None = field(default=None, repr=False)

    def spend(self, factors: int) -> None:
        self.left -= factors + 1
        if self.left < 0:
            raise TooLargeError("an expression in index notation has too many terms")

    def bound(self, like: Index) -> Index:
        """A bound index that no other draft has."""
        self.given += 1
        return Index("bound", -self.given, like.start, like.stop)

    def free(self, like: Index) -> Index:
        """An index that nothing else has."""
        self.given += 1
        return Index("free", -self.given, like.start, like.stop)


@dataclass(frozen=True, slots=True)
class Draft:
    coefficient: Fraction
    factors: Factors
    bound: tuple[Index, ...] = ()


def opened(work: Work, coefficient: Fraction, factors: Factors) -> Draft:
    """A monomial of a Tensor as a draft: its bound indices get names of their own."""
    bound = bound_in(factors)
    names: dict[Index, Slot] = {b: work.bound(b) for b in bound}
    fresh = tuple(n for n in names.values() if isinstance(n, Index))
    renamed = tuple(Factor(f.head, mapped(f.slots, names), f.exponent) for f in factors)
    return Draft(coefficient, renamed if names else factors, fresh)


def joined(a: Draft, b: Draft) -> Draft:
    return Draft(a.coefficient * b.coefficient, a.factors + b.factors, a.bound + b.bound)


def times(work: Work, draft: Draft, tensor: Tensor) -> list[Draft]:
    return [joined(draft, opened(work, c, f)) for c, f in tensor.terms.values()]


def without(draft: Draft, *places: int) -> Draft:
    return replace(draft, factors=tuple(f for k, f in enumerate(draft.factors) if k not in places))


def moved(work: Work, draft: Draft, mapping: Mapping[Index, Slot]) -> list[Draft]:
    """The draft with other slots; a function whose arguments fall together is made anew."""
    kept: list[Factor] = []
    made: list[Tensor] = []
    for factor in draft.factors:
        slots = mapped(factor.slots, mapping)
        if slots == factor.slots:
            kept.append(factor)
        elif isinstance(factor.head, Applied) and collapsed(factor.head, slots):
            assert work.rebuilt is not None
            made.append(work.rebuilt(factor.head, slots, factor.exponent))
        else:
            kept.append(Factor(factor.head, slots, factor.exponent))
    drafts = [replace(draft, factors=tuple(kept))]
    for tensor in made:
        drafts = [d for one in drafts for d in times(work, one, tensor)]
    return drafts


def collapsed(head: Applied, slots: tuple[Slot, ...]) -> bool:
    """Whether two arguments of the inner expression are one, or one is a fixed place."""
    others = slots[head.visible :]
    return len(set(others)) < len(others) or any(isinstance(s, Dim) for s in others)
