"""`gamelang show`: what is derived, as text, LaTeX and JSON."""

import json

import pytest

TWO = "game g\n\ndim n\n\nplayer p:\n    x: vector[n]\n    minimize norm2(x)\n"


def test_the_whole_derivation_is_shown(gamelang, pennies) -> None:
    ended = gamelang("show", pennies)
    assert ended.status == 0
    for line in ("loss(row)    = x * y", "xi[y] = -x", "y  -1  0"):
        assert line in ended.out


@pytest.mark.parametrize("what", ["losses", "xi", "hessian", "S", "A"])
def test_one_part_is_shown_alone(gamelang, pennies, what: str) -> None:
    found = json.loads(gamelang("show", pennies, "--what", what, "--as", "json").out)
    assert set(found) == {"schema_version", "game", what}


def test_latex_is_sympys(gamelang, pennies) -> None:
    out = gamelang("show", pennies, "--what", "hessian", "--as", "latex").out
    assert r"\begin{matrix}0 & 1\\-1 & 0\end{matrix}" in out


def test_a_potential_is_shown_where_there_is_one(gamelang, tmp_path) -> None:
    path = tmp_path / "p.game"
    path.write_text(
        "game g\nplayer p:\n    x: real\n    minimize x**2 + x * y\n"
        "player q:\n    y: real\n    minimize x * y\n"
    )
    assert gamelang("show", str(path), "--what", "potential").out.startswith("potential = ")


def test_a_game_without_potential_has_status_one(gamelang, pennies) -> None:
    ended = gamelang("show", pennies, "--what", "potential")
    assert (ended.status, ended.out) == (1, "potential: none exists: A[x, y] = 1 at x = 0, y = 0\n")
    latex = gamelang("show", pennies, "--what", "potential", "--as", "latex")
    assert (latex.status, latex.out) == (1, f"% {ended.out}")
    data = gamelang("show", pennies, "--what", "potential", "--as", "json")
    assert json.loads(data.out)["potential"] is None
    assert json.loads(data.out)["why"].startswith("none exists: ")
    whole = gamelang("show", pennies, "--as", "latex")
    assert (whole.status, "potential" in whole.out) == (0, False)


def test_a_potential_on_a_condition_says_which(gamelang, tmp_path) -> None:
    path = tmp_path / "c.game"
    path.write_text(
        "game g\nconst a\nplayer p:\n    x: real\n    minimize x**2 + a * x * y\n"
        "player q:\n    y: real\n    minimize x * y\n"
    )
    ended = gamelang("show", str(path), "--what", "potential")
    assert (ended.status, ended.out) == (1, "potential: there is one iff a == 1\n")


def test_a_game_of_unknown_size_is_shown_in_index_notation(gamelang, tmp_path) -> None:
    path = tmp_path / "g.game"
    path.write_text(TWO)
    shown = gamelang("show", str(path))
    assert shown.status == 0
    for line in ("loss(p) = sum(x[i]**2 for i in n)", "xi[x[i]] = 2 * x[i]"):
        assert line in shown.out
    assert "H[x[i], x[j]] = 2 * (i == j)" in shown.out
    assert "x[1]  0     2" in gamelang("show", str(path), "--set", "n=2").out


def test_index_notation_as_data_and_as_latex(gamelang, tmp_path) -> None:
    path = tmp_path / "g.game"
    path.write_text(TWO)
    data = json.loads(gamelang("show", str(path), "--what", "hessian", "--as", "json").out)
    assert data["hessian"] == {
        "parameters": ["x[i]"],
        "columns": ["x[j]"],
        "rows": [["2 * (i == j)"]],
    }
    latex = gamelang("show", str(path), "--what", "hessian", "--as", "latex").out
    assert latex.strip() == r"H_{x_{i},\,x_{j}} &= 2 \delta_{i j}"


def test_what_index_notation_cannot_say_needs_a_size(gamelang, tmp_path) -> None:
    path = tmp_path / "g.game"
    path.write_text(TWO.replace("norm2(x)", "max(x)"))
    ended = gamelang("show", str(path))
    assert ended.status == 2
    assert "--set n=2" in ended.err
    assert gamelang("show", str(path), "--set", "n=2", "--what", "xi").status == 0
