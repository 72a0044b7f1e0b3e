"""A function's argument in the one form that gives its text: written in axes, in the order that
makes the text the least; signs and scales that the function lets through are taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product

from gamelang.symbolic.limits import TooLargeError
from gamelang.symbolic.tensor.algebra import Algebra
from gamelang.symbolic.tensor.indices import Index
from gamelang.symbolic.tensor.tensors import (
    VISIBLE,
    Applied,
    Factor,
    Symmetry,
    Tensor,
)

ONE = Fraction(1)
DEEPEST = 60  # functions inside functions
LONGEST = 20_000  # characters of what stands inside a function
MOST_ARGUMENTS = 4  # whose order is chosen among all
ODD = ("tan", "tanh", "sin", "erf", "sign")
EVEN = ("cos", "abs")
REFLECTED = ("relu", "softplus", "sigmoid")  # f(u) = f(-u) + u, or 1 - f(-u)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One order of the arguments: value = scale · function's argument in this order."""

    key: str
    scale: Fraction
    inner: Tensor
    slots: tuple[Index, ...]  # of all axes: the head's own, then the others
    own: tuple[Index, ...]
    others: tuple[Index, ...]


def canonical(
    algebra: Algebra, name: str, inner: Tensor, own: tuple[Index, ...], scaling: bool
) -> tuple[Fraction, Factor]:
    """(scale, factor): the function's argument is scale times that of the factor."""
    if inner.depth + 1 > DEEPEST:
        raise TooLargeError("functions are nested too deeply")
    found = sorted(_candidates(algebra, name, inner, own, scaling), key=lambda c: (c.key, -c.scale))
    best = found[0]
    if len(best.key) > LONGEST:
        raise TooLargeError("a function of an expression that is too long")
    hidden = 0 if name in VISIBLE else len(best.own)
    symmetries: dict[Symmetry, None] = {}
    for other in found[1:]:
        if other.key != best.key:
            break
        if name in REFLECTED and other.scale != best.scale:
            continue
        order = tuple(best.slots.index(s) - hidden for s in other.slots[hidden:])
        sign = int(other.scale / best.scale) if scaling or name in ODD else 1
        if sorted(order) != list(order):
            symmetries[order, sign] = None
    head = Applied(
        name,
        best.inner,
        best.own,
        best.others,
        tuple(symmetries),
        f"5{name}{len(best.own)}({best.key})",
        best.inner.parameters,
        best.inner.depth + 1,
    )
    return best.scale, Factor(head, best.slots[hidden:])


def _candidates(
    algebra: Algebra, name: str, inner: Tensor, own: tuple[Index, ...], scaling: bool
) -> Iterator[_Candidate]:
    """Every order of the arguments, and of the two axes of a matrix."""
    others = [i for i in inner.indices if i not in own]
    orders = permutations(others) if len(others) <= MOST_ARGUMENTS else iter((tuple(others),))
    turned = permutations(own) if name in ("inverse", "det") else iter((own,))
    for first, rest in product(list(turned), list(orders)):
        slots = (*first, *rest)
        axes = tuple(Index("axis", k, s.start, s.stop) for k, s in enumerate(slots))
        moved = algebra.moved(inner, dict(zip(slots, axes, strict=True)))
        for scale in _scales(name, moved, scaling):
            plain = algebra.scaled(moved, 1 / scale)
            n = len(own)
            yield _Candidate(plain.key, scale, plain, slots, axes[:n], axes[n:])


def _scales(name: str, inner: Tensor, scaling: bool) -> tuple[Fraction, ...]:
    """What is taken out: the first coefficient, or a sign."""
    if scaling and inner.terms:
        return (inner.terms[min(inner.terms)][0],)
    return (ONE, -ONE) if name in (*ODD, *EVEN, *REFLECTED) else (ONE,)
