"""Canonical names for bound indices, so that equal monomials are one text.

Colour refinement tells bound indices apart by the factors in which they stand (Weisfeiler and
Leman 1968); where some stay alike, each is singled out in turn and the least text is taken
(McKay and Piperno 2014, Practical graph isomorphism II). Beyond `MOST` such choices the names are
right but perhaps not the least: then equal monomials may stay apart, never the reverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from gamelang.symbolic.tensor.indices import Index, Slot, slot_key
from gamelang.symbolic.tensor.tensors import Factor, Factors, Symmetry, bound_in

MOST = 120
Colours = dict[Index, int]


@dataclass(slots=True)
class Least:
    """The least text so far, with both of its signs if it came with both."""

    key: str | None = None
    factors: Factors = ()
    signs: frozenset[int] = frozenset()
    seen: int = 0

    def offer(self, key: str, sign: int, factors: Factors) -> None:
        self.seen += 1
        if self.key is None or key < self.key:
            self.key, self.factors, self.signs = key, factors, frozenset((sign,))
        elif key == self.key:
            self.signs |= {sign}


def named(factors: Sequence[Factor]) -> tuple[int, str, Factors]:
    """(sign, text, factors): the monomial is sign · factors, 0 if it is its own opposite."""
    bound = bound_in(tuple(factors))
    least = Least()
    if len(bound) <= 1:
        _leaf(factors, dict.fromkeys(bound, 0), least)
    else:
        ranges = sorted({b.range for b in bound})
        first = {b: ranges.index(b.range) for b in bound}
        waiting = [_refined(factors, first)]
        while waiting and least.seen < MOST:
            colours = waiting.pop()
            alike = _alike(colours)
            if not alike:
                _leaf(factors, colours, least)
            for one in _different(factors, alike):
                singled = {b: 2 * c + (c == colours[one] and b != one) for b, c in colours.items()}
                waiting.append(_refined(factors, singled))
    assert least.key is not None
    return (0 if len(least.signs) > 1 else min(least.signs)), least.key, least.factors


def _alike(colours: Colours) -> list[Index]:
    """The first colour that several indices share."""
    classes: dict[int, list[Index]] = {}
    for index, colour in colours.items():
        classes.setdefault(colour, []).append(index)
    return next((classes[c] for c in sorted(classes) if len(classes[c]) > 1), [])


def _different(factors: Sequence[Factor], alike: list[Index]) -> list[Index]:
    """One of each set of indices that may be exchanged without any change."""
    kept: list[Index] = []
    plain = _exchanged(factors, {})
    for index in alike:
        if not any(_exchanged(factors, {index: k, k: index}) == plain for k in kept):
            kept.append(index)
    return kept


def _exchanged(factors: Sequence[Factor], names: dict[Index, Index]) -> list[tuple[str, ...]]:
    """The factors with two indices exchanged, in an order of their own; signs are kept apart."""
    found = []
    for factor in factors:
        slots = (names.get(s, s) if isinstance(s, Index) else s for s in factor.slots)
        marks = [slot_key(slot) for slot in slots]
        free = factor.head.symmetries == (((1, 0), 1),)
        shown = sorted(marks) if free else marks
        found.append((factor.head.key, str(factor.exponent), *shown))
    return sorted(found)


def _refined(factors: Sequence[Factor], colours: Colours) -> Colours:
    """Colours by the neighbourhoods, until no class splits."""
    while True:
        about: dict[Index, list[str]] = {b: [] for b in colours}
        for factor in factors:
            marks = [_mark(s, colours) for s in factor.slots]
            blurred = bool(factor.head.symmetries)
            shown = ",".join(sorted(marks) if blurred else marks)
            text = f"{factor.head.key}[{shown}]^{factor.exponent}"
            for place, slot in enumerate(factor.slots):
                if isinstance(slot, Index) and slot in about:
                    about[slot].append(f"{text}@{'' if blurred else place}")
        keys = {b: (c, tuple(sorted(about[b]))) for b, c in colours.items()}
        order = {key: k for k, key in enumerate(sorted(set(keys.values())))}
        finer = {b: order[key] for b, key in keys.items()}
        if len(order) == len(set(colours.values())):
            return finer
        colours = finer


def _mark(slot: Slot, colours: Colours) -> str:
    if isinstance(slot, Index) and slot in colours:
        return f"#{colours[slot]}"
    return slot_key(slot)


def _leaf(factors: Sequence[Factor], colours: Colours, least: Least) -> None:
    """All bound indices named in the order of their colours."""
    numbers = count()
    names: dict[Slot, Slot] = {
        b: replace(b, number=next(numbers)) for b in sorted(colours, key=lambda b: colours[b])
    }
    sign, parts = 1, []
    for factor in factors:
        slots = tuple(names.get(s, s) for s in factor.slots)
        signs, key, arranged = _arranged(factor, slots)
        if len(signs) > 1:
            least.offer("", 1, ())
            least.signs = frozenset((1, -1))
            return
        sign *= min(signs)
        parts.append((key, Factor(factor.head, arranged, factor.exponent)))
    parts.sort(key=lambda part: part[0])
    least.offer("*".join(key for key, _ in parts), sign, tuple(f for _, f in parts))


def _arranged(
    factor: Factor, slots: tuple[Slot, ...]
) -> tuple[frozenset[int], str, tuple[Slot, ...]]:
    """The least order of the slots that the head's symmetries allow, with its signs."""
    best: tuple[str, tuple[Slot, ...]] | None = None
    signs: frozenset[int] = frozenset()
    whole = factor.exponent.denominator == 1
    identity: Symmetry = (tuple(range(len(slots))), 1)
    for order, cost in (identity, *factor.head.symmetries):
        if cost < 0 and not whole:
            continue
        sign = cost if factor.exponent % 2 == 1 else 1
        arranged = tuple(slots[k] for k in order)
        text = ",".join(map(slot_key, arranged))
        if best is None or text < best[0]:
            best, signs = (text, arranged), frozenset((sign,))
        elif text == best[0]:
            signs |= {sign}
    assert best is not None
    power = "" if factor.exponent == 1 else f"^{factor.exponent}"
    return signs, f"{factor.head.key}[{best[0]}]{power}", best[1]
