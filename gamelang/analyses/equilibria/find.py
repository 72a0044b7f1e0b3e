"""All fixed points of a game that can be found, with what is known of each and of the whole.

In: one game under analysis. Out: Equilibria. Each face of the domain is solved by the first method
that fits: exact linear algebra, algebra of polynomials, a search through boxes, Newton's method.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from gamelang.analyses.described import described
from gamelang.analyses.equilibria.box import Search, limits_of, stated
from gamelang.analyses.equilibria.faces import (
    MOST_FACES,
    Face,
    Part,
    choices,
    count,
    face,
)
from gamelang.analyses.equilibria.searching import BY_NEWTON
from gamelang.analyses.equilibria.settling import Describe, Settled, settled
from gamelang.analyses.equilibria.solving import EVERY_MEANS, Means, Solver
from gamelang.analyses.inquiry import Inquiry
from gamelang.core.deep import Equilibria, Family
from gamelang.core.verdicts import FixedPoint
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import Budget, NotExpandableError, UndecidedError, UndefinedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.scalars import ScalarGame
from gamelang.symbolic.substitution import Leaf, Substitution

ANYWHERE = Search()
FORMS_SHARE = 0.4


def equilibria(
    inquiry: Inquiry,
    search: Search = ANYWHERE,
    means: Means = EVERY_MEANS,
    describe: Describe = described,
) -> Equilibria:
    """Every fixed point that was found, on the boundary of the domain too, as `describe` tells."""
    exact = inquiry.exact
    if exact is None:
        return Equilibria((), complete=False, why=inquiry.reason)
    try:
        xi = exact.game.xi(exact.budget.check)
        return _Finding(inquiry, exact, xi, search, means, describe).everything()
    except (UndecidedError, NotExpandableError) as problem:
        return Equilibria((), complete=False, why=str(problem))


@dataclass(slots=True)
class _Finding:
    """What was found so far, over all faces."""

    inquiry: Inquiry
    exact: Exact
    xi: tuple[Scalar, ...]
    search: Search
    means: Means
    describe: Describe
    points: list[FixedPoint] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    how: dict[str, None] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)
    searched: bool = False

    def everything(self) -> Equilibria:
        limits = limits_of(self.exact.game, self.search)
        until = time.monotonic() + self.inquiry.seconds_left
        # Normal forms of large games may take all the time there is: they get a share of it.
        share = Budget(time.monotonic() + self.inquiry.seconds_left * FORMS_SHARE)
        solver = Solver(Exact(self.exact.game, share), self.means, limits, until)
        for one in self._faces(self.exact.game):
            try:
                solved = solver.solve(one)
            except (UndecidedError, NotExpandableError) as problem:
                self._doubt(str(problem))
                continue
            self.how[solved.how] = None
            self.searched |= solved.searched
            self._doubt(solved.open)
            found = settled(
                self.inquiry, self.exact, one, solved, self.describe, len(self.families)
            )
            self._take(found)
        self.how.pop("", None)
        if BY_NEWTON in self.how and self.points:
            self._doubt(f"some are from {BY_NEWTON}")
        return Equilibria(
            tuple(self.points),
            complete=not self.open,
            why="; ".join(self.open) or "by " + " and ".join(self.how),
            box=self._box(),
            families=tuple(self.families),
        )

    def _faces(self, game: ScalarGame) -> Iterator[Face]:
        """The interior first; of too many faces only that."""
        total = count(game)
        if total > MOST_FACES:
            self._doubt(f"the domain has {total:,} faces: its boundary was not searched")
        for number, parts in enumerate(product(*choices(game))):
            if number and total > MOST_FACES:
                return
            if self.inquiry.seconds_left <= 0:
                self._doubt("the time for exact work is over")
                return
            try:
                yield face(game, self.xi, parts)
            except UndefinedError:
                if self._has_losses(parts):
                    self._doubt("a loss has no slope on a face of the domain")

    def _has_losses(self, parts: tuple[Part, ...]) -> bool:
        """Whether all losses have values on a face: else it is not in the game's domain."""
        graph = self.exact.game.graph
        leaves: dict[Leaf, Scalar] = {
            graph.coordinate(k): node for part in parts for k, node in part.fixed.items()
        }
        here = Substitution(graph, leaves)
        try:
            for loss in self.exact.game.losses:
                here.of(loss)
        except UndefinedError:
            return False
        return True

    def _take(self, found: Settled) -> None:
        """Each point once: one root may be met on several branches of an algebraic solution."""
        self._doubt(*found.open)
        self.families += found.families
        for point in found.points:
            if all(point.at != known.at for known in self.points):
                self.points.append(point)
            elif not point.exact:
                self._doubt("two enclosures of candidates are too near to be told apart")

    def _doubt(self, *reasons: str | None) -> None:
        self.open.update({reason: None for reason in reasons if reason})

    def _box(self) -> dict[str, tuple[str, str]] | None:
        limits = limits_of(self.exact.game, self.search) if self.searched else None
        if limits is None or all(limit.whole for limit in limits.values()):
            return None
        return stated(self.exact.game, limits)
