"""ξ and H of a game as expressions, with what every answer here asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gamelang.analyses.inquiry import Inquiry
from gamelang.symbolic.derivative import gradient
from gamelang.symbolic.exact import Exact
from gamelang.symbolic.limits import NotExpandableError, UndecidedError
from gamelang.symbolic.nodes import Scalar
from gamelang.symbolic.scalars import ScalarGame

Rows = list[list[Fraction]]


@dataclass(frozen=True, slots=True)
class Field:
    """`xi` by coordinate, `hessian` its rows; on a simplex without the last entry of each row."""

    exact: Exact
    xi: tuple[Scalar, ...]
    hessian: tuple[tuple[Scalar, ...], ...]

    @property
    def game(self) -> ScalarGame:
        return self.exact.game

    @property
    def kinked(self) -> bool:
        """Whether a loss has a corner or a jump (roots may end at 0, which others look at)."""
        return any(kink.kind != "root" for kink in self.game.kinks)

    @property
    def size(self) -> int:
        return len(self.xi)

    def symmetric(self) -> list[list[Scalar]]:
        """S."""
        graph, h, half = self.game.graph, self.hessian, Fraction(1, 2)
        size = range(self.size)
        return [[graph.linear(0, [(h[i][j], half), (h[j][i], half)]) for j in size] for i in size]

    def constant(self) -> Rows | None:
        """H, where every entry is one and the same rational everywhere."""
        out: Rows = []
        for row in self.hessian:
            numbers = [self.exact.normal(node).constant for node in row]
            known = [Fraction(v) for v in numbers if v is not None]
            if len(known) != len(row):
                return None
            out.append(known)
        return out


def field_of(inquiry: Inquiry, most: int) -> Field | None:
    """None where the game has no scalar form, or more than this many coordinates."""
    if "field" not in inquiry.remembered:
        inquiry.remembered["field"] = _made(inquiry, most)
    found = inquiry.remembered["field"]
    return found if isinstance(found, Field) and found.size <= most else None


def _made(inquiry: Inquiry, most: int) -> Field | None:
    exact = inquiry.exact
    if exact is None or not 0 < len(exact.game.parameters) <= most:
        return None
    graph, check = exact.game.graph, exact.budget.check
    zero = graph.number(0)
    xi: list[Scalar] = []
    rows: list[tuple[Scalar, ...]] = []
    try:
        for slope in exact.game.xi(check):
            bends = gradient(graph, slope, check)
            xi.append(slope)
            rows.append(tuple(bends.get(p.number, zero) for p in exact.game.parameters))
    except (UndecidedError, NotExpandableError) as problem:
        inquiry.note(str(problem))
        return None
    return Field(exact, tuple(xi), tuple(rows))


def symmetric(rows: Rows) -> Rows:
    """(M + Mᵀ)/2."""
    size = range(len(rows))
    return [[(rows[i][j] + rows[j][i]) / 2 for j in size] for i in size]
