"""One face of the domain, solved by the first method that fits."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gamelang.analyses.equilibria.affine import (
    affine_rows,
    has_constants,
    rational_rows,
    solve_rational,
    solve_symbolic,
)
from gamelang.analyses.equilibria.box import Limits
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.analyses.equilibria.polynomial import solve_polynomials
from gamelang.analyses.equilibria.polynomial_system import system_of
from gamelang.analyses.equilibria.searching import (
    MOST_FOR_NEWTON,
    MOST_UNKNOWNS,
    descend,
    search,
    smooth,
)
from gamelang.analyses.equilibria.translations import reduced, widened
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.limits import Budget, UndecidedError
from gamelang.symbolic.nodes import Scalar

Means = frozenset[str]
EVERY_MEANS: Means = frozenset(("algebra", "boxes", "newton"))  # beyond exact linear algebra
BY_LINES = "exact linear algebra"
TOO_MANY = "there are too many parameters for a search through boxes"
BOXES_SHARE, NEWTON_SHARE = 0.7, 0.3  # of the time left
CONSTANTS = "constants have no value (--set gives them one)"


@dataclass(frozen=True, slots=True)
class Solver:
    """Solves faces of one game."""

    exact: Exact
    means: Means
    limits: Mapping[int, Limits] | None
    until: float  # time.monotonic()

    def solve(self, face: Face) -> Solved:
        """Every solution of the face's equations that can be had."""
        if not face.free:
            return Solved((Root({}),), how=BY_LINES)
        rows = self._affine(face)
        if rows is not None:
            return self._linear(face, rows)
        if symbols(*face.equations):
            return Solved(open=CONSTANTS)
        first: Solved | None = None
        system = system_of(self.exact, face) if "algebra" in self.means else None
        if system is not None:
            first = solve_polynomials(system)
            if first.open is None:
                return first
        along = self._along_directions(face)
        return self._searched(face, first) if along is None else along

    def _along_directions(self, face: Face) -> Solved | None:
        """By one point of each line of solutions, where the field does not change along some."""
        if self.limits is None:
            return None
        found = reduced(
            self.exact, face, smooth(self.exact, face, self._share(BOXES_SHARE)), self.limits
        )
        if found is None:
            return None
        rest = replace(self, limits=widened(found, self.limits)).solve(found.face)
        if rest.directions or any(each.directions for each in rest.sets):
            return None
        graph = self.exact.game.graph
        points = [
            Root({k: graph.number(x) for k, x in zip(found.face.free, each.start, strict=True)})
            for each in rest.sets
        ]
        pinned = dict.fromkeys(found.pinned, graph.number(0))
        roots = [replace(r, values={**r.values, **pinned}) for r in (*rest.roots, *points)]
        return replace(rest, roots=tuple(roots), sets=(), directions=found.directions)

    def _searched(self, face: Face, first: Solved | None) -> Solved:
        """By boxes; if that does not come to its end, by Newton's method, for some zeros."""
        if self.limits is None:
            return Solved(open="a limit of the domain is no rational number")
        reason = None if first is None else first.open
        if "boxes" in self.means and len(face.free) <= MOST_UNKNOWNS:
            found = search(self.exact, face, self.limits, self._share(BOXES_SHARE))
            if found.open is None or found.roots:
                return found
            reason = reason or found.open
        if "newton" in self.means and len(face.free) <= MOST_FOR_NEWTON:
            share = self._share(NEWTON_SHARE)
            return descend(self.exact, face, self.limits, share, reason or TOO_MANY)
        return Solved(open=reason or TOO_MANY)

    def _share(self, part: float) -> Budget:
        """A part of the time that is left."""
        now = time.monotonic()
        return Budget(now + max(0.0, self.until - now) * part)

    def _affine(self, face: Face) -> list[list[Scalar]] | None:
        try:
            return affine_rows(self.exact, face.equations, face.free)
        except UndecidedError:
            return None

    def _linear(self, face: Face, rows: list[list[Scalar]]) -> Solved:
        numbers = rational_rows(rows)
        if numbers is not None:
            found = solve_rational(numbers, len(face.free))
            return Solved(sets=() if found is None else (found,), how=BY_LINES)
        if not has_constants(self.exact, rows):
            return Solved(open="a coefficient is not rational")
        solution = solve_symbolic(self.exact, rows)
        if solution is None:
            return Solved(open="for which constants the linear system can be solved is not decided")
        values = dict(zip(face.free, solution.values, strict=True))
        return Solved((Root(values, nonzero=solution.nonzero),), how=BY_LINES)
