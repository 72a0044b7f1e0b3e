"""The sum of drafts in normal form: one rule at a time, until no rule applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from gamelang.symbolic.tensor.drafts import Draft, Work, moved, opened, times, without
from gamelang.symbolic.tensor.indices import Index, Slot
from gamelang.symbolic.tensor.naming import named
from gamelang.symbolic.tensor.relations import counted, related
from gamelang.symbolic.tensor.tensors import (
    Applied,
    Factor,
    Factors,
    Relation,
    Symbol,
    Tensor,
)


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
            found = related(work, draft, k, factor)
            if found is not None:
                return found
    merged = _merged(draft.factors)
    if merged is not None:
        return [replace(draft, factors=merged)]
    for k, factor in enumerate(draft.factors):
        found = _group(work, draft, k, factor) or _cancelled(draft, k, factor)
        if found is not None:
            return found
    return counted(work, draft)


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
    drafts = [without(draft, k)]
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
        rest = without(draft, k)
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
                rest = without(draft, k, j)
                bound = tuple(i for i in rest.bound if i != shared)
                return [Draft(rest.coefficient, (*rest.factors, delta), bound)]
    return None


def _summed_here(draft: Draft, slot: Slot, places: set[int]) -> bool:
    """Whether the slot is a bound index that stands in these factors alone."""
    if not isinstance(slot, Index) or slot.kind != "bound":
        return False
    return not any(slot in f.slots for k, f in enumerate(draft.factors) if k not in places)
