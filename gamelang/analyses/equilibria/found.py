"""What solving a face gives: roots, affine sets, and whether that is everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gamelang.analyses.equilibria.affine import AffineSet
from gamelang.analyses.equilibria.enclosed_numbers import EnclosedNumbers
from gamelang.symbolic.nodes import Scalar

Limits = tuple[object, object]  # low and high of a search, exact rationals


@dataclass(frozen=True, slots=True)
class Root:
    """Free coordinate -> its value. `nonzero`: the constants must not make this node 0."""

    values: Mapping[int, Scalar]
    enclosed: EnclosedNumbers | None = None
    nonzero: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """`open`: why there may be more roots than these (None: there are no more, in the box searched
    if `searched`). `how` names the method. `directions`: each root stands for all that differ from
    it by multiples of these."""

    roots: tuple[Root, ...] = ()
    sets: tuple[AffineSet, ...] = ()
    how: str = ""
    open: str | None = None
    searched: bool = False
    directions: tuple[Mapping[int, Fraction], ...] = ()
