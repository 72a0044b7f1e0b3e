"""One face of the domain, solved by the first method that fits."""

from __future__ import annotations

from dataclasses import dataclass

from gamelang.analyses.equilibria.affine import (
    affine_rows,
    has_constants,
    rational_rows,
    solve_rational,
    solve_symbolic,
)
from gamelang.analyses.equilibria.faces import Face
from gamelang.analyses.equilibria.found import Root, Solved
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.graph import symbols
from gamelang.symbolic.limits import UndecidedError
from gamelang.symbolic.nodes import Scalar

Means = frozenset[str]
EVERY_MEANS: Means = frozenset(("algebra", "boxes", "newton"))  # beyond exact linear algebra
BY_LINES = "exact linear algebra"
CONSTANTS = "constants have no value (--set gives them one)"


@dataclass(frozen=True, slots=True)
class Solver:
    """Solves faces of one game."""

    exact: Exact
    means: Means

    def solve(self, face: Face) -> Solved:
        """Every solution of the face's equations that can be had."""
        if not face.free:
            return Solved((Root({}),), how=BY_LINES)
        rows = self._affine(face)
        if rows is not None:
            return self._linear(face, rows)
        if symbols(*face.equations):
            return Solved(open=CONSTANTS)
        return Solved(open="ξ is not affine")

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
