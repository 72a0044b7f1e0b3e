"""What a method does to a linear field ξ = Hw, as data that exact work can read.

Near a fixed point an error w changes by factors z: those at which the determinant of a matrix
P(z), the sum of the method's terms, vanishes. For w⁺ = w - rate · Hw that is P = z - 1 + rate · H.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Term:
    """scale · z ** next · rate ** rate · (the product of `matrices`, in this order).

    Letters of `matrices`: H; T, its transpose; O, H without the blocks of its players; none: the
    identity. `by` names a hyperparameter that multiplies the term.
    """

    scale: Fraction
    matrices: str = ""
    next: int = 0
    rate: int = 0
    by: str | None = None


AFTER = Term(Fraction(1), next=1)  # z: the error after the step
BEFORE = Term(Fraction(-1))  # -1: the error before it
