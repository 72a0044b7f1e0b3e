"""`gamelang solve` and `check --deep`: what a person and a script are told."""

import json

from gamelang.settings import CheckReport, SolveReport

PENNIES = """\
game pennies
player row:
    x: real = 0.5
    minimize x * y
player column:
    y: real = -0.5
    maximize x * y
claim fixed_point(x=0, y=0)
"""


def test_solve_prints_each_equilibrium_with_its_kinds(gamelang, tmp_path):
    file = tmp_path / "pennies.game"
    file.write_text(PENNIES)
    done = gamelang("solve", str(file))
    assert done.status == 0
    assert "this one alone, by exact linear algebra" in done.out
    assert "x = 0, y = 0" in done.out
    assert "centre" in done.out
    assert "eigenvalues of H: I, -I" in done.out


def test_solve_json_fits_its_schema(gamelang, tmp_path):
    file = tmp_path / "pennies.game"
    file.write_text(PENNIES)
    report = SolveReport.model_validate(json.loads(gamelang("solve", str(file), "--json").out))
    assert report.equilibria is not None
    assert report.equilibria.complete
    assert report.fixed_points[0].at == {"x": 0, "y": 0}


def test_a_box_is_two_numbers(gamelang, tmp_path):
    file = tmp_path / "pennies.game"
    file.write_text(PENNIES)
    assert gamelang("solve", str(file), "--box", "-1..1/2").status == 0
    for wrong in ("1..1", "3", "a..b", "2..1"):
        assert gamelang("solve", str(file), "--box", wrong).status == 2


def test_a_game_with_errors_is_refused(gamelang, tmp_path):
    file = tmp_path / "wrong.game"
    file.write_text("game g\nplayer p:\n    x: real\n    minimize z\n")
    assert gamelang("solve", str(file)).status == 1
    assert gamelang("solve", str(tmp_path / "none.game")).status == 2


def test_check_deep_has_the_fixed_points_in_json_and_on_the_page(gamelang, tmp_path):
    file = tmp_path / "pennies.game"
    file.write_text(PENNIES)
    report = CheckReport.model_validate(
        json.loads(gamelang("check", str(file), "--deep", "--json").out)
    )
    assert report.equilibria is not None
    assert report.equilibria.complete
    assert [point.at for point in report.fixed_points] == [{"x": 0, "y": 0}]
    assert report.fixed_points[0].eigenvalues == ["I", "-I"]
    assert "fixed points: this one alone" in gamelang("check", str(file), "--deep").out
    plain = json.loads(gamelang("check", str(file), "--json").out)
    assert "equilibria" not in plain
