"""Comparisons: the same game for every method, and refusals as rows."""

import json

import numpy as np
import pytest

from gamelang.game import Game, GameError
from gamelang.plots.comparison import draw
from gamelang.settings import CompareReport


@pytest.fixture(scope="module")
def found(spiral: Game):
    return spiral.compare(["sgd", "stackelberg", "extragradient"], precision="float64")


def test_each_method_makes_the_run_it_would_make_alone(ran, found) -> None:
    sgd, refused, extragradient = found.rows
    assert sgd.result.parameters == ran.parameters
    assert (sgd.cost, extragradient.cost) == ("1 ξ", "2 ξ")
    assert sgd.steps_needed is None  # 50 are too few
    assert refused.result is None
    assert "needs its argument `leader`" in refused.refused


def test_the_picture_holds_norms_and_paths(found) -> None:
    left, right = draw(found).axes
    assert [line.get_gid() for line in left.lines] == ["sgd", "extragradient"]
    norms = found.rows[0].result.records.xi_norm
    np.testing.assert_array_equal(left.lines[0].get_ydata(), norms)
    np.testing.assert_allclose(right.lines[0].get_xydata()[0], [1, 0.5])


def test_an_unknown_name_is_a_mistake_of_the_whole_command(spiral: Game) -> None:
    with pytest.raises(GameError, match="G520"):
        spiral.compare(["sgd", "sgaa"])


def test_the_command_prints_a_table_and_json_and_writes_a_picture(
    gamelang, pennies, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    flags = ["--methods", "sga(strength=0.5),unrolled", "--stop", "xi_norm < 0.1", "--quiet"]
    ended = gamelang("compare", pennies, *flags, "--json", "-o", "out.svg")
    assert ended.status == 0
    report = CompareReport.model_validate(json.loads(ended.out))
    assert [row.name for row in report.rows] == ["sga(strength=0.5)", "unrolled"]
    run = report.rows[0].run
    assert run is not None and run.stop_met
    assert report.rows[0].steps_needed == run.steps_taken
    assert report.rows[1].refused and report.rows[1].run is None
    assert (tmp_path / "out.svg").read_bytes().startswith(b"<?xml")


def test_where_no_method_ran_the_status_says_so(gamelang, pennies) -> None:
    ended = gamelang("compare", pennies, "--methods", "unrolled", "--quiet")
    assert (ended.status, ended.err) == (2, "")
    assert "no method ran" in ended.out and "refused: " in ended.out
