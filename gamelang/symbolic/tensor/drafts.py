"""Monomials on their way to normal form: deltas eliminated, free sums counted, inverses cancelled.

A draft names its bound indices apart from all others, and lists those that stand nowhere any
more: Σ_j 1 is a size. `settled` turns drafts into a Tensor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gamelang.core.dims import Dim
from gamelang.symbolic.limits import TooLargeError, UndefinedError
from gamelang.symbolic.tensor.indices import Index, Sizes, Slot, mapped
from gamelang.symbolic.tensor.naming import named
from gamelang.symbolic.tensor.tensors import (
    Applied,
    Factor,
    Factors,
    Relation,
    Symbol,
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


def settled(work: Work, drafts: Iterable[Draft]) -> Tensor:
    """The sum of the drafts in normal form."""
    total: dict[str, tuple[Fraction, Factors]] = {}
    waiting = list(drafts)
    waiting.reverse()
    while waiting:
        draft = waiting.pop()
        work.spend(len(draft.factors) * (1 + len(draft.bound) // 3))
        more = _step(work, draft)
        if more is not None:
            waiting.extend(more)
            continue
        sign, key, factors = named(draft.factors)
        if sign:
            known = total.get(key, (Fraction(0), factors))[0]
            total[key] = (known + sign * draft.coefficient, factors)
    return Tensor({key: term for key, term in total.items() if term[0]})


def _step(work: Work, draft: Draft) -> list[Draft] | None:
    """What a draft becomes by one rule; None if no rule applies."""
    if not draft.coefficient:
        return []
    for k, factor in enumerate(draft.factors):
        if isinstance(factor.head, Relation):
            found = _related(work, draft, k, factor)
            if found is not None:
                return found
    merged = _merged(draft.factors)
    if merged is not None:
        return [replace(draft, factors=merged)]
    for k, factor in enumerate(draft.factors):
        found = _group(work, draft, k, factor) or _cancelled(draft, k, factor)
        if found is not None:
            return found
    return _counted(work, draft)


def _without(draft: Draft, *places: int) -> Draft:
    return replace(draft, factors=tuple(f for k, f in enumerate(draft.factors) if k not in places))


# ---- deltas and order


def _related(work: Work, draft: Draft, k: int, factor: Factor) -> list[Draft] | None:
    """A relation decided, or an index replaced by the one that it equals."""
    assert isinstance(factor.head, Relation)
    if factor.head.name == "value":
        slot = factor.slots[0]
        if isinstance(slot, Dim):
            return _sized(work, _without(draft, k), slot, factor.exponent)
        return None
    if factor.exponent != 1:
        if factor.exponent < 0:
            raise UndefinedError("a division by a comparison, which may be 0")
        once = Factor(factor.head, factor.slots)
        return [joined(_without(draft, k), Draft(ONE, (once,)))]
    a, b = factor.slots
    if factor.head.name == "less":
        return _ordered(work, draft, k, a, b)
    if a == b:
        return [_without(draft, k)]
    if work.sizes.apart(a, b):
        return []
    for old, new in ((a, b), (b, a)):
        if isinstance(old, Index) and old.kind == "bound" and work.sizes.within(new, old):
            rest = _without(draft, k)
            rest = replace(rest, bound=tuple(i for i in rest.bound if i != old))
            return moved(work, rest, {old: new})
    old, new = _preferred(a, b)
    rest = _without(draft, k)
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
    return [_without(draft, k)] if sizes.at_least(low_b - high_a, 1) else None


def _ends(slot: Slot) -> tuple[Dim, Dim]:
    return (slot, slot) if isinstance(slot, Dim) else (slot.start, slot.stop - Dim.of(1))


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


# ---- products


def _merged(factors: Factors) -> Factors | None:
    """Equal factors as one power; None if all differ."""
    exponents: dict[tuple[str, tuple[Slot, ...]], Fraction] = {}
    heads = {}
    for factor in factors:
        place = (factor.head.key, factor.slots)
        exponents[place] = exponents.get(place, Fraction(0)) + factor.exponent
        heads[place] = factor.head
    if len(exponents) == len(factors) and all(exponents.values()):
        return None
    return tuple(Factor(heads[p], p[1], e) for p, e in exponents.items() if e)


def _group(work: Work, draft: Draft, k: int, factor: Factor) -> list[Draft] | None:
    """A group to a whole power is multiplied out."""
    head, exponent = factor.head, factor.exponent
    if not isinstance(head, Applied) or head.name != "group":
        return None
    if exponent < 1 or exponent.denominator != 1:
        return None
    names: dict[Index, Slot] = dict(zip(head.others, factor.slots, strict=True))
    inside = settled(
        work,
        [d for c, f in head.inner.terms.values() for d in moved(work, opened(work, c, f), names)],
    )
    drafts = [_without(draft, k)]
    for _ in range(int(exponent)):
        drafts = [d for one in drafts for d in times(work, one, inside)]
    return drafts


def _cancelled(draft: Draft, k: int, factor: Factor) -> list[Draft] | None:
    """Σ_c inv(M)[a, c] · M[c, b] = (a == b), for a symbol M; Σ_a softmax(u)[a] = 1."""
    head = factor.head
    if isinstance(head, Applied) and head.name == "softmax" and factor.exponent == 1:
        summed = factor.slots[0]
        if summed in factor.slots[1:] or not _summed_here(draft, summed, {k}):
            return None
        rest = _without(draft, k)
        return [replace(rest, bound=tuple(i for i in rest.bound if i != summed))]
    if not isinstance(head, Applied) or head.name != "inverse" or factor.exponent != 1:
        return None
    matrix = head.inner.single
    if matrix is None or not isinstance(matrix.head, Symbol) or matrix.slots != head.own:
        return None
    for j, other in enumerate(draft.factors):
        if other.head.key != matrix.head.key or other.exponent != 1:
            continue
        symmetric = matrix.head.form == "symmetric"
        for left in (0, 1):
            for right in (0, 1) if symmetric else (1 - left,):
                shared = factor.slots[left]
                if other.slots[right] != shared or not _summed_here(draft, shared, {k, j}):
                    continue
                assert isinstance(shared, Index)
                ends = (factor.slots[1 - left], other.slots[1 - right])
                if shared in ends:
                    continue
                delta = Factor(Relation("equal"), ends)
                rest = _without(draft, k, j)
                bound = tuple(i for i in rest.bound if i != shared)
                return [Draft(rest.coefficient, (*rest.factors, delta), bound)]
    return None


def _summed_here(draft: Draft, slot: Slot, places: set[int]) -> bool:
    """Whether the slot is a bound index that stands in these factors alone."""
    if not isinstance(slot, Index) or slot.kind != "bound":
        return False
    return not any(slot in f.slots for k, f in enumerate(draft.factors) if k not in places)


# ---- sums over nothing


def _counted(work: Work, draft: Draft) -> list[Draft] | None:
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
