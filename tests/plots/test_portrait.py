"""The portrait: what is drawn are the fields, paths and fixed points of the game."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from gamelang import compiler
from gamelang.game import Game, GameError, load, loads
from gamelang.plots.fixed_points import line_of, shown
from gamelang.plots.kinds import portrait as module
from gamelang.plots.kinds.portrait import Portrait
from gamelang.plots.values import UnreadableError, entries
from gamelang.plots.words import words
from gamelang.resources import folder

TWO = r"""game pair "Costs $x$ and $\\frac{$"

player _row:
    x: real = 1
    minimize {row}

player column:
    y: real = 0.5
    minimize {column}
"""


def game(row: str, column: str) -> Game:
    return loads(TWO.replace("{row}", row).replace("{column}", column))


def portrait(
    monkeypatch: pytest.MonkeyPatch, of: Game, **wishes: object
) -> tuple[Portrait, Figure]:
    """The data and the figure made of it."""
    seen: list[Portrait] = []
    monkeypatch.setattr(module, "figure", lambda data: seen.append(data) or FIGURE(data))
    figure = of.plot("portrait", **wishes)
    return seen[0], figure


FIGURE = module.figure


@pytest.fixture(scope="module")
def rotation() -> tuple[Portrait, Figure]:
    """x²/2 + xy against −xy: ξ = (x + y, −x)."""
    with pytest.MonkeyPatch.context() as patch:
        return portrait(
            patch, game("x**2 / 2 + x*y", "-x*y"), method="sga", align=False, rate=0.1, steps=50
        )


def test_the_fields_are_those_of_descent_and_of_the_method(rotation) -> None:
    data, _ = rotation
    plain, turned = data.panels
    x, y = np.meshgrid(*data.plane.grid)
    np.testing.assert_allclose([plain.u, plain.v], [-(x + y), x], atol=1e-12)
    adjusted = -(x + y) - x, x - (x + y)  # ξ + Aᵀξ, A = [[0, 1], [-1, 0]]
    np.testing.assert_allclose([turned.u, turned.v], adjusted, atol=1e-12)


def test_the_first_path_begins_at_the_start_and_follows_the_steps(rotation) -> None:
    data, figure = rotation
    path = data.panels[0].paths[0]
    np.testing.assert_allclose(path[:2], [[1, 0.5], [0.85, 0.6]], atol=1e-12)
    [line] = [line for line in figure.axes[0].lines if line.get_gid() == "path 0"]
    np.testing.assert_array_equal(line.get_xydata(), path)


def test_the_window_shows_the_start_and_the_fixed_point(rotation) -> None:
    data, figure = rotation
    assert data.points == ((0.0, 0.0, "stable"),)
    (left, right), (low, high) = data.plane.window
    assert left < 0 < 1 < right and low < 0 < 0.5 < high
    assert figure.axes[0].get_xlim() == (left, right)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "stable",
        "from the start",
        "from elsewhere",
    ]


def test_words_of_a_game_are_no_formulas(rotation) -> None:
    _, figure = rotation
    assert figure.get_suptitle().startswith(r"Costs \$x\$ and \$\frac{\$")
    assert words("_hidden") == " _hidden"
    assert words("a\x1bb") == r"a\x1bb"
    assert words("x" * 100, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("row", "column", "kind"),
    [
        ("x*y", "-x*y", "centre"),
        ("-x**2", "-y**2", "unstable"),
        ("-x**2 + 10*x*y", "-y**2 / 2", "unstable"),
        ("x**2", "-y**2", "saddle"),
        ("(x + y)**2", "(x + y)**2", "degenerate"),
    ],
)
def test_a_fixed_point_is_shown_as_what_it_was_proved_to_be(
    row: str, column: str, kind: str
) -> None:
    made = game(row, column)
    hessian = np.array(made.hessian.subs(dict.fromkeys(made.hessian.free_symbols, 0)), float)
    points, hidden = shown(made.fields, compiler.solve(made.typed), lambda at: hessian)
    assert ([point.kind for point in points], hidden) == ([kind], 0)


def test_a_line_of_fixed_points_is_drawn_as_a_line() -> None:
    tandem = load(folder("specs") / "tandem.game")
    [family] = compiler.solve(tandem.typed).families
    ends = line_of(tandem.fields, family)
    assert ends is not None
    assert ends[0].sum() == ends[1].sum() == 1


def test_exact_texts_are_placed() -> None:
    texts = [1, "-t0 + 1/2", "sqrt(2) / 2", ["exp(0)", "2 * pi"]]
    found = [value for text in texts for value in entries(text, {"t0": 2.0})]
    np.testing.assert_allclose(found, [1, -1.5, 0.5**0.5, 1, 2 * np.pi])
    with pytest.raises(UnreadableError):
        list(entries("root(x)"))


def test_what_has_no_plane_says_what_to_write() -> None:
    three = loads("game g\nplayer p:\n    x: vector[3] = [1, 2, 3]\n    minimize norm2(x)\n")
    with pytest.raises(GameError, match=r"G550.*3[\s\S]*--axes 'x\[0\],x\[1\]'"):
        three.plot("portrait")
    with pytest.raises(GameError, match=r"G551.*`x` is an array[\s\S]*try `x\[0\]`"):
        three.plot("portrait", axes=("x", "x"))
