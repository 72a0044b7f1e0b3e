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


PLATEAU = """\
game plateau
player one:
    x: real in [0, 1]
    minimize -x**2 + x / 2 + x * y
player two:
    y: real in [0, 1]
    minimize y**2 - y - x * y
"""


def test_a_point_that_a_limit_holds_is_not_asked_what_zeros_are_asked(gamelang, tmp_path):
    file = tmp_path / "plateau.game"
    file.write_text(PLATEAU)
    page = gamelang("solve", str(file)).out
    assert "  1. x = 2/3, y = 5/6\n    strict saddle\n" in page
    held = page[page.index("  2. x = 0, y = 1/2\n") : page.index("  3. ")]
    assert held.startswith("  2. x = 0, y = 1/2\n    local Nash equilibrium, Nash equilibrium\n")
    assert "held by a limit of the domain: ξ is not 0 there" in held
    assert "flow stable" not in held
    assert "eigenvalues" not in held
    report = SolveReport.model_validate(json.loads(gamelang("solve", str(file), "--json").out))
    assert [point.held for point in report.fixed_points] == [False, True, True]


WELLS = """\
game wells
player one:
    x: real
    minimize x**4 / 4 - x**2 / 2
player two:
    y: real
    minimize y**2 / 2 + x * y / 4
"""


def test_steps_are_told_once_for_points_and_methods_that_share_them(gamelang, tmp_path):
    file = tmp_path / "wells.game"
    file.write_text(WELLS)
    page = gamelang("check", "--deep", str(file)).out
    _, told = page.split("steps that converge locally, with the optimizer sgd\n")
    steps = " ".join(told.split())
    assert steps.startswith("at fixed point 1 proximal: every step above 2 sgd, optimistic, cgd,")
    assert " at fixed points 2 and 3 proximal: every step sgd, cgd, lead(" in steps
    assert steps.count("at fixed point") == 2


def test_the_next_command_follows_the_advice(gamelang, tmp_path):
    file = tmp_path / "orbit.game"
    file.write_text(PENNIES.replace("x: real", "x: real > 0").replace("y: real", "y: real < 0"))
    plain = gamelang("check", str(file)).out
    assert f"gamelang run {file} --method extragradient" in plain
    file.write_text(PLATEAU.replace("-x**2", "x**2"))
    advised = gamelang("check", "--deep", str(file)).out
    assert "advice: sgd" in advised
    assert f"gamelang run {file} --method sgd" in advised
