"""One game under analysis: the checker, the symbolic forms, the points tried, made when needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from gamelang.analyses.points import sample_points
from gamelang.builtins.smoothness import kinked
from gamelang.certify.certificates import Checker
from gamelang.certify.constants import Assumptions
from gamelang.certify.evidence import Evidence
from gamelang.certify.polynomials import UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting
from gamelang.certify.witnesses import Found, is_not_zero
from gamelang.core.externs import nothing_known
from gamelang.core.game import TypedGame
from gamelang.core.report import parameters_total
from gamelang.core.typed import Learning, Random, no_form, postorder
from gamelang.core.verdicts import Verdict
from gamelang.symbolic.limits import Budget, NotExpandableError
from gamelang.symbolic.limits import UndecidedError as SymbolicUndecidedError

if TYPE_CHECKING:
    from gamelang.analyses.couplings import Table
    from gamelang.symbolic.exact import Exact
    from gamelang.symbolic.scalars import ScalarGame

Point = dict[str, Fraction]
SMALL = 40
WIDE = 200  # scalars; above, sparse points come first
TOO_LARGE = "the game is too large to be written out entry by entry"
SHARE = 0.4  # of the time left, for one question
GRACE = 1.0  # seconds to check again what was found at the last moment


class Inquiry:
    """What the questions share. Anything that cannot be had is None, with the reason beside it."""

    def __init__(self, game: TypedGame, budget: float, written_out: bool = True) -> None:
        self.game = game
        self.example = False  # of a larger question: a `no` is looked for first
        self.written_out = written_out  # whether it may be written out in scalars
        self.deadline = time.monotonic() + budget
        self.until = self.deadline
        self.checker = Checker(game, budget)
        self.reason = "the exact methods tried do not decide it"
        self.why_not_written: str | None = None  # why there is no setting, once that is known
        self.answers: dict[str, Verdict] = {}
        self.remembered: dict[str, object] = {}  # what several deep answers use, made once

    @property
    def seconds_left(self) -> float:
        return min(self.deadline, self.until) - time.monotonic()

    @cached_property
    def setting(self) -> Setting | None:
        """Agents and scalar coordinates; None where a size is unknown or too large."""
        if not self.written_out:
            self.reason = self.why_not_written = self._no_form or TOO_LARGE
            return None
        try:
            return self.checker.setting
        except UndecidedError as problem:
            self.reason = self.why_not_written = str(problem)
            return None

    @property
    def _no_form(self) -> str | None:
        """What in a loss cannot be written out at all."""
        nodes = postorder(*(player.loss for player in self.game.players))
        found = [node for node in nodes if isinstance(node, Learning)]
        return no_form(found[-1]) if found else None

    @property
    def small(self) -> bool:
        """Whether writing the game out in scalars is cheap."""
        return self.setting is not None and len(self.setting.coordinates) <= SMALL

    @cached_property
    def wide(self) -> bool:
        """Whether sparse points are tried first: the game has many scalars, or draws of which no
        more is known than that they are draws; with known values."""
        total = parameters_total(self.game)
        if not isinstance(total, int) or any(c.symbolic for c in self.game.constants):
            return False
        losses = (player.loss for player in self.game.players)
        return total > WIDE or any(isinstance(node, Random) for node in postorder(*losses))

    @property
    def evidence(self) -> Evidence:
        return self.checker.evidence

    @cached_property
    def scalar(self) -> ScalarGame | None:
        """The losses as scalar nodes."""
        from gamelang.symbolic.scalars import expand

        if not self.written_out:
            self.reason = TOO_LARGE
            return None
        try:
            return expand(self.game)
        except NotExpandableError as problem:
            self.reason = str(problem)
            return None

    @cached_property
    def exact(self) -> Exact | None:
        """Their normal forms."""
        from gamelang.symbolic.exact import Exact

        if self.scalar is None:
            return None
        return Exact(self.scalar, Budget(self.deadline))

    @cached_property
    def table(self) -> Table | None:
        """The losses' coefficients, where they are polynomials in parameters and kernels."""
        from gamelang.analyses.couplings import table_of

        if self.exact is None:
            return None
        try:
            return table_of(self.exact)
        except SymbolicUndecidedError as problem:
            self.reason = str(problem)
            return None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Points of the domain: simple ones first, then random small rationals."""
        return sample_points(self.setting) if self.setting is not None else ()

    @cached_property
    def kinks(self) -> bool:
        """Whether a loss may have a corner or a jump."""
        return kinked(*(player.loss for player in self.game.players))

    @property
    def symbols(self) -> bool:
        """Whether some constant has no value."""
        return self.setting is not None and bool(self.setting.symbols)

    def answer(self, name: str, run: Callable[[Inquiry], Verdict]) -> Verdict:
        """A verdict as the checker settled it, found once."""
        if name not in self.answers:
            before, now = self.until, time.monotonic()
            self.until = min(before, now + (self.deadline - now) * SHARE)
            self.checker.limit.until = self.until
            try:
                found = run(self)
            except (UndecidedError, SymbolicUndecidedError, NotExpandableError) as problem:
                found = Verdict("unknown", "none", reason=str(problem))
            self.until = before
            self.checker.limit.until = max(before, time.monotonic()) + GRACE
            settled = self.checker.settle(name, found)
            if settled.status == "unknown" and self.unknown_sizes:
                settled = replace(settled, reason=self.unknown_sizes)
            self.answers[name] = settled
        return self.answers[name]

    @property
    def unknown_sizes(self) -> str:
        """Why what no theorem on terms decides stays open, if it is for want of a size."""
        names = [dim.name for dim in self.game.dims if dim.name in self.game.unbound]
        if not names:
            return next(map(nothing_known, self.game.not_sized), "")
        what = f"the size {names[0]} is" if len(names) == 1 else f"the sizes {', '.join(names)} are"
        return f"{what} not known"

    def note(self, reason: str | None) -> None:
        """Keeps the latest reason why something could not be decided."""
        if reason:
            self.reason = reason

    def never_zero(self, found: Found) -> bool:
        """Whether no allowed constants make this value 0."""
        value = found.value
        if isinstance(value, Form):
            assert self.setting is not None
            assumptions = Assumptions(self.setting, self.evidence.forms)
            return assumptions.never_zero(value.numerator)
        return is_not_zero(value)

    def may_differ_from_zero(self, found: Found) -> bool:
        """Whether the value is not (known to be) identically 0."""
        value = found.value
        return bool(value.numerator) if isinstance(value, Form) else is_not_zero(value)
