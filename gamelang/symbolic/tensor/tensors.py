"""Expressions in index notation: sums of monomials of factors with slots.

A factor is a head with slots and an exponent; an index that is bound is summed over its range,
however often it occurs. A Tensor is in normal form: equal texts are equal for every size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal as Word

from gamelang.symbolic.tensor.indices import Index, Slot

Symmetry = tuple[tuple[int, ...], int]  # a permutation of slots, and the sign that it costs
Relate = Word["equal", "less", "value"]
Form = Word["", "symmetric", "antisymmetric"]
Heads = Word["parameter", "constant", "size", "pi"]
ORDER = {"size": 0, "pi": 1, "constant": 2, "parameter": 3}
SWAP = (1, 0)


HELD = "'"  # ends the name of a parameter inside `stop(...)`: no user name has it


@dataclass(frozen=True, slots=True)
class Symbol:
    """A parameter, a constant without a value, a size, or pi; `name` is what users wrote."""

    name: str
    kind: Heads
    rank: int = 0
    form: Form = ""

    @property
    def key(self) -> str:
        return f"{ORDER[self.kind]}{self.name}"

    @property
    def written(self) -> str:
        """As users wrote it: what is held has the value of the parameter."""
        return self.name.removesuffix(HELD)

    @property
    def symmetries(self) -> tuple[Symmetry, ...]:
        if not self.form:
            return ()
        return ((SWAP, 1 if self.form == "symmetric" else -1),)


@dataclass(frozen=True, slots=True)
class Relation:
    """A number that depends on its slots alone: 1 where they are equal (or the first is less),
    else 0; or the value of the one slot."""

    name: Relate

    @property
    def key(self) -> str:
        return f"4{self.name}"

    @property
    def symmetries(self) -> tuple[Symmetry, ...]:
        return ((SWAP, 1),) if self.name == "equal" else ()


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A function of an expression `inner`, whose axes are numbered: first the head's own, then
    the others.

    `own` axes: inverse 2 and softmax 1, which are slots as well; det 2 and logsumexp 1, which
    are not. "group" is inner itself, to be raised to a power. `symmetries` act on all slots.
    """

    name: str
    inner: Tensor
    own: tuple[Index, ...]
    others: tuple[Index, ...]
    symmetries: tuple[Symmetry, ...]
    key: str
    parameters: frozenset[str]
    depth: int

    @property
    def visible(self) -> int:
        """How many own axes are slots."""
        return len(self.own) if self.name in VISIBLE else 0


VISIBLE = ("inverse", "softmax")
Head = Symbol | Relation | Applied


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    head: Head
    slots: tuple[Slot, ...] = ()
    exponent: Fraction = Fraction(1)


Factors = tuple[Factor, ...]


@dataclass(frozen=True, eq=False)
class Tensor:
    """Σ coefficient · factors, by the text of the factors; no coefficient is 0.

    Indices that are not bound are those of the caller; what does not depend on an index has the
    same value for all of it.
    """

    terms: Mapping[str, tuple[Fraction, Factors]]

    @cached_property
    def key(self) -> str:
        return " + ".join(f"{c} {text}" for text, (c, _) in sorted(self.terms.items()))

    @property
    def zero(self) -> bool:
        return not self.terms

    @property
    def number(self) -> Fraction | None:
        """Its value if it is a number."""
        if not self.terms:
            return Fraction(0)
        found = self.terms.get("")
        return found[0] if found is not None and len(self.terms) == 1 else None

    @cached_property
    def single(self) -> Factor | None:
        """The one factor that it is, with coefficient and exponent 1; else None."""
        if len(self.terms) != 1:
            return None
        ((coefficient, factors),) = self.terms.values()
        plain = coefficient == 1 and len(factors) == 1 and factors[0].exponent == 1
        return factors[0] if plain and not bound_in(factors) else None

    @cached_property
    def indices(self) -> tuple[Index, ...]:
        """The indices that are not bound, in the order in which they occur."""
        found: dict[Index, None] = {}
        for _, factors in self.terms.values():
            for factor in factors:
                for slot in factor.slots:
                    if isinstance(slot, Index) and slot.kind != "bound":
                        found[slot] = None
        return tuple(found)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters that stand in it, at any depth."""
        found: set[str] = set()
        for _, factors in self.terms.values():
            for factor in factors:
                found |= parameters_of(factor.head)
        return frozenset(found)

    @cached_property
    def depth(self) -> int:
        """How deep functions are nested."""
        heads = (f.head for _, factors in self.terms.values() for f in factors)
        return max((h.depth for h in heads if isinstance(h, Applied)), default=0)


NOTHING = Tensor({})


def bound_in(factors: Factors) -> tuple[Index, ...]:
    """The bound indices, in the order in which they occur."""
    slots = (s for f in factors for s in f.slots)
    return tuple(dict.fromkeys(s for s in slots if isinstance(s, Index) and s.kind == "bound"))


def parameters_of(head: Head) -> frozenset[str]:
    match head:
        case Symbol(name, "parameter"):
            return frozenset((name,))
        case Applied():
            return head.parameters
        case _:
            return frozenset()
