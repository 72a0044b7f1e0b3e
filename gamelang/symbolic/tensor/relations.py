"""Relations between indices: deltas and orders that ranges decide, and sums that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from gamelang.core.dims import Dim
from gamelang.symbolic.limits import UndefinedError
from gamelang.symbolic.tensor.drafts import ONE, Draft, Work, joined, moved, without
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.tensors import (
    Factor,
    Factors,
    Relation,
    Symbol,
    bound_in,
)


def related(work: Work, draft: Draft, k: int, factor: Factor) -> list[Draft] | None:
    """A relation decided, or an index replaced by the one that it equals."""
    assert isinstance(factor.head, Relation)
    if factor.head.name == "value":
        slot = factor.slots[0]
        if isinstance(slot, Dim):
            return _sized(work, without(draft, k), slot, factor.exponent)
        return None
    if factor.exponent != 1:
        if factor.exponent < 0:
            raise UndefinedError("a division by a comparison, which may be 0")
        once = Factor(factor.head, factor.slots)
        return [joined(without(draft, k), Draft(ONE, (once,)))]
    a, b = factor.slots
    if factor.head.name == "less":
        return _ordered(work, draft, k, a, b)
    if a == b:
        return [without(draft, k)]
    if work.sizes.apart(a, b):
        return []
    for old, new in ((a, b), (b, a)):
        if isinstance(old, Index) and old.kind == "bound" and work.sizes.within(new, old):
            rest = without(draft, k)
            rest = replace(rest, bound=tuple(i for i in rest.bound if i != old))
            return moved(work, rest, {old: new})
    old, new = _preferred(a, b)
    rest = without(draft, k)
    if not any(old in f.slots for f in rest.factors):
        return None
    kept = replace(rest, bound=())
    return [
        Draft(d.coefficient, (*d.factors, factor), (*d.bound, *draft.bound))
        for d in moved(work, kept, {old: new})
    ]


def _preferred(a: Slot, b: Slot) -> tuple[Index, Slot]:
    """Which of two equal slots gives way: a bound one to others, any to a fixed place."""
    if not isinstance(a, Index):
        a, b = b, a
    assert isinstance(a, Index)
    if isinstance(b, Index) and (b.kind == "bound", b.kind, b.number) > (
        a.kind == "bound",
        a.kind,
        a.number,
    ):
        a, b = b, a
    assert isinstance(a, Index)
    return a, b


def _ordered(work: Work, draft: Draft, k: int, a: Slot, b: Slot) -> list[Draft] | None:
    """a < b, where the ranges decide it."""
    sizes = work.sizes
    low_a, high_a = _ends(a)
    low_b, high_b = _ends(b)
    if a == b or sizes.at_least(low_a - high_b, 0):
        return []
    return [without(draft, k)] if sizes.at_least(low_b - high_a, 1) else None


def _ends(slot: Slot) -> tuple[Dim, Dim]:
    return (slot, slot) if isinstance(slot, Dim) else (slot.start, slot.stop - Dim.of(1))


def counted(work: Work, draft: Draft) -> list[Draft] | None:
    """A bound index that stands nowhere: its sum is the size of its range."""
    used = set(bound_in(draft.factors))
    for index in draft.bound:
        if index not in used:
            rest = replace(draft, bound=tuple(i for i in draft.bound if i != index))
            return _sized(work, rest, index.count, ONE)
    return None


def _sized(work: Work, draft: Draft, size: Dim, exponent: Fraction) -> list[Draft]:
    """The draft times a size: a polynomial in the names of dims."""
    known = work.sizes.known(size)
    if exponent != 1:
        if known.number is None or exponent.denominator != 1 or (not known.number and exponent < 0):
            raise UndefinedError("a power of a size")
        scale = Fraction(known.number) ** int(exponent)
        return [replace(draft, coefficient=draft.coefficient * scale)]
    return [joined(draft, Draft(Fraction(c), _sizes(names))) for names, c in known.terms]


def _sizes(names: Sequence[str]) -> Factors:
    return tuple(Factor(Symbol(name, "size")) for name in names)
