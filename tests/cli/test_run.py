"""`gamelang run`: outcomes, statuses, what goes where."""

import json
import re
from pathlib import Path

import pytest

from gamelang.settings import RunReport


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run folders go to the current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_sga_settles_on_matching_pennies(gamelang, pennies) -> None:
    ended = gamelang("run", pennies)
    assert ended.status == 0
    assert re.match(
        r"pennies: converged after 300 steps \(first seen at step \d+\), ‖ξ‖ = ", ended.out
    )
    assert "sga(strength=1" in ended.out
    assert "sgd(rate=0.1" in ended.out


def test_sgd_does_not_settle_on_matching_pennies(gamelang, pennies) -> None:
    ended = gamelang("run", pennies, "--method", "sgd", "--json")
    assert json.loads(ended.out)["outcome"] in {"cycling", "diverged"}


def test_json_is_one_object_that_fits_the_schema(gamelang, pennies) -> None:
    ended = gamelang("run", pennies, "--json")
    report = RunReport.model_validate(json.loads(ended.out))
    assert report.outcome == "converged"
    assert report.run is not None
    assert (Path(report.run) / "manifest.json").is_file()
    assert (Path(report.run) / "metrics.jsonl").is_file()


def test_an_outcome_of_the_whole_run_names_no_earlier_step(gamelang, pennies) -> None:
    cycling = gamelang("run", pennies, "--method", "sgd", "--rate", "0.05", "--quiet")
    assert cycling.out.startswith("pennies: cycling after 300 steps, ")
    still = gamelang("run", pennies, "--rate", "1e-13", "--quiet")
    assert still.out.startswith("pennies: stalled after 300 steps, ")
    assert still.err == ""


def test_a_remark_goes_to_stderr_and_into_the_json(gamelang) -> None:
    Path("wall.game").write_text(
        "game wall\nplayer a:\n    x: real >= 0 = 1\n    minimize x**2/2 + 2*x + 3*x*y\n"
        "player b:\n    y: real = 1\n    minimize (y-1)**2/2 - 3*x*y\n"
    )
    ended = gamelang("run", "wall.game", "--rate", "0.02", "--json", "--quiet")
    (remark,) = json.loads(ended.out)["remarks"]
    assert ended.err == f"remark: {remark}\n"
    assert gamelang("check", "wall.game").out.rstrip().endswith("--method extragradient")


def test_no_number_is_minus_zero(gamelang) -> None:
    lines = "x: vector[2] = [-1, 0]\n    y: real = -0.0\n    minimize -norm2(x) * 0 - y * 0"
    Path("zero.game").write_text(f"game zero\nplayer p:\n    {lines}\n")
    for flags in ([], ["--json"]):
        ended = gamelang("run", "zero.game", "--steps", "2", "--out", f"out{len(flags)}", *flags)
        assert "-0.0" not in ended.out
        assert not re.search(r"-0\b(?!\.)", ended.out.split("\n\n")[-1])


def test_flags_beat_the_spec(gamelang, pennies) -> None:
    flags = [
        "--method",
        "sga",
        "--strength",
        "0.5",
        "--rate",
        "0.2",
        "--steps",
        "50",
        "--seed",
        "3",
    ]
    found = json.loads(gamelang("run", pennies, *flags, "--json").out)
    assert found["method"]["strength"] == 0.5
    assert found["optimizer"]["rate"] == 0.2
    assert (found["steps"], found["seed"]) == (50, 3)


def test_a_rate_may_be_a_schedule(gamelang, pennies) -> None:
    ended = gamelang("run", pennies, "--rate", "cosine(0.1, 300)")
    assert ended.status == 0, ended.err
    assert "cosine(" in ended.out


@pytest.mark.parametrize("rate", ["cosin(0.1, 100)", "cosine(0.1)", "cosine(-1, 100)"])
def test_a_wrong_schedule_of_a_flag_has_no_place_in_the_file(gamelang, pennies, rate) -> None:
    ended = gamelang("run", pennies, "--rate", rate)
    assert ended.status == 2
    assert "-->" not in ended.err


def test_a_number_too_large_for_a_float_is_refused(gamelang) -> None:
    Path("k.game").write_text(
        "game k\nconst k = 1\nplayer p:\n    x: real\n    minimize k * x**2\n"
    )
    ended = gamelang("run", "k.game", "--set", "k=1e400")
    assert (ended.status, ended.out) == (2, "")
    assert "error[G534]: a number of this game, about 1e400, is too large" in ended.err
    assert not Path("runs").exists()
    assert gamelang("check", "k.game", "--set", "k=1e400").status == 0


def test_stop_ends_early_and_a_stop_that_is_not_met_has_status_four(gamelang, pennies) -> None:
    met = gamelang("run", pennies, "--stop", "xi_norm < 1e-2", "--json")
    assert met.status == 0
    assert json.loads(met.out)["outcome"] == "stopped"
    assert gamelang("run", pennies, "--stop", "xi_norm < 1e-2", "--steps", "3").status == 4


def test_a_diverging_run_has_status_three(gamelang, pennies) -> None:
    ended = gamelang("run", pennies, "--method", "sgd", "--rate", "2", "--json")
    assert ended.status == 3
    assert json.loads(ended.out)["outcome"] == "diverged"


@pytest.mark.parametrize(
    "flags",
    [
        ["--method", "sdg"],
        ["--method", "stackelberg"],
        ["--method", "sga(strength=x)"],
        ["--wrapper", "slow(k=0)"],
        ["--order", "sometimes"],
        ["--method", "sgd", "--strength", "1"],
        ["--optimizer", "adm"],
        ["--rate", "-1"],
        ["--rate", "quick"],
        ["--rate", "1 +"],
        ["--stop", "x < 1"],
        ["--stop", "xi_norm"],
        ["--steps", "-1"],
        ["--seed", "x"],
        ["--set", "q=1"],
        ["--precision", "float16"],
    ],
    ids=" ".join,
)
def test_a_wrong_setting_has_status_two_and_makes_no_folder(gamelang, pennies, flags) -> None:
    ended = gamelang("run", pennies, *flags)
    assert ended.status == 2, ended.err
    assert ended.out == ""
    assert ended.err != ""
    assert not Path("runs").exists()


def test_missing_values_are_all_named_with_what_to_type(gamelang, tmp_path) -> None:
    text = "game g\ndim n\nconst a\nplayer p[i in n]:\n    x: real\n    minimize a * x[i]**2\n"
    (tmp_path / "g.game").write_text(text)
    ended = gamelang("run", "g.game")
    assert ended.status == 2
    assert "--set n=... --set a=..." in ended.err
    assert gamelang("run", "g.game", "--set", "n=2", "--set", "a=1", "--quiet").status == 0


def test_a_broken_spec_has_status_one_and_prints_no_result(gamelang, tmp_path) -> None:
    (tmp_path / "g.game").write_text("game g\nplayer p:\n    x: real\n    minimize z\n")
    ended = gamelang("run", "g.game", "--json")
    assert (ended.status, ended.out) == (1, "")
    assert "error[G201]" in ended.err


def test_an_out_folder_is_used_once(gamelang, pennies) -> None:
    assert gamelang("run", pennies, "--out", "mine", "--quiet").status == 0
    assert Path("mine/manifest.json").is_file()
    ended = gamelang("run", pennies, "--out", "mine")
    assert ended.status == 2
    assert "mine" in ended.err


def test_progress_and_results_do_not_mix(process, pennies) -> None:
    ended = process("run", pennies, "--steps", "200", "--json")
    assert ended.status == 0
    json.loads(ended.out)
