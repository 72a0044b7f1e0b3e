"""No list of fixed points is called complete, and no family drawn, across jumps and gaps."""

from __future__ import annotations

from gamelang import compiler
from gamelang.core.deep import Equilibria
from gamelang.source import Source


def solved(one: str, two: str) -> Equilibria:
    text = (
        f"game g\nplayer one:\n    x: real = 2\n    minimize {one}\n"
        f"player two:\n    y: real = 1\n    minimize {two}\n"
    )
    return compiler.solve(compiler.typed(Source("g.game", text)))


def test_no_family_crosses_a_jump_of_the_field() -> None:
    found = solved(
        "(x - y)**2 / 2 + relu(x) - 2 * x", "-(x - y)**2 / 2 + where(x > 0, y, 0) - 2 * y"
    )
    assert not found.complete and not found.families


def test_a_gap_at_one_point_of_a_line_does_not_empty_the_line() -> None:
    found = solved("(x**2 - y**2)**2 / (x + y)**2", "(x - y)**2")
    assert not found.complete and not found.points


def test_no_family_runs_through_gaps() -> None:
    found = solved("(x - y)**2 + (x**2 - x - 2) / ((x - 2) * (x + 1))", "(x - y)**2")
    assert not found.complete and not found.families
    assert {r.player: r.best for r in found.points[0].best_responses or ()}["one"] is not True


def test_a_root_of_several_branches_is_one_fixed_point() -> None:
    found = solved(
        "x**5 / 5 - x * y**4 - 2 * x**3 / 3 + 2 * x * y**2",
        "x**2 * y**2 / 2 + x * y - x * y**3 / 3 - y**2 / 2",
    )
    places = [str(point.at) for point in found.points]
    assert len(places) == len(set(places)) == 3
