"""How exact work gives up: reasons in words, and a budget of time and size.

An analysis that catches one of these answers `unknown` with its text as the reason.
"""

from __future__ import annotations

import time
from dataclasses import dataclass


class NotExpandableError(Exception):
    """The game has no scalar form (a size is unknown, a value is undefined); the text says why."""


class TooLargeError(NotExpandableError):
    """The scalar form would be larger than the limit."""


class UndefinedError(NotExpandableError):
    """A value that is not a real number: division by zero, log or root of a negative number."""


class UndecidedError(Exception):
    """The exact core cannot decide this expression; the text says why."""


class BudgetError(UndecidedError):
    """Time or size of an exact computation ran out."""


MONOMIALS = 400_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Until when (time.monotonic) and up to how many monomials exact work may go on."""

    deadline: float | None = None
    monomials: int = MONOMIALS

    def check(self, monomials: int = 0) -> None:
        """Raises BudgetError when the time is over or a polynomial grows too long."""
        if monomials > self.monomials:
            raise BudgetError(f"an expression has more than {self.monomials:,} monomials")
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise BudgetError("the time for exact work is over")


UNLIMITED = Budget()
