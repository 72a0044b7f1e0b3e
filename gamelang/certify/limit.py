"""How much exact work may be done: units of work, which are the same on every machine, and time."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from gamelang.certify.undecided import UndecidedError


@dataclass(slots=True)
class Limit:
    """`work`: units; `until`: the moment (of time.monotonic) at which it must be over."""

    work: int = 4_000_000
    until: float = math.inf

    def check(self, done: int) -> None:
        """Raises UndecidedError where so much work is too much, or the time is over."""
        if done > self.work:
            raise UndecidedError("the expression is too large to be checked exactly")
        if time.monotonic() > self.until:
            raise UndecidedError("the time for exact work is over")
