"""Whole runs: every outcome by a small game, the step at which it was seen, and what is kept."""

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from gamelang.core.building import Builder
from gamelang.core.game import Chosen, DimRecord, Named, StopCondition, Train, TypedGame
from gamelang.diagnostics.model import Rejected
from gamelang.fields.interface import Fields, LeafDomain, Tree
from gamelang.runtime import course
from gamelang.runtime.checkpoint import decode
from gamelang.runtime.course import Progress
from gamelang.runtime.folder import chosen_folder, new_folder
from gamelang.runtime.intervals import interval
from gamelang.runtime.remarks import held
from gamelang.runtime.result import RunResult
from gamelang.runtime.running import run
from gamelang.runtime.settings import Flags, resolve
from gamelang.source import Source
from tests.runtime.games import bilinear, game


def named(metrics: tuple[str, ...] = (), dims: tuple[DimRecord, ...] = ()) -> TypedGame:
    """A typed game that lends a hand-written one its name."""
    builder = Builder()
    found = tuple(Named(name, builder.number(0)) for name in metrics)
    source = Source("small.game", "game small\n")
    return TypedGame("small", None, source, {}, dims, (), (), (), found, (), Train(), (), builder)


def ran(fields: Fields, **wishes: Any) -> RunResult:
    given = {"folder": None, "on_progress": lambda progress: None, "metrics": (), **wishes}
    folder, watch, metrics = (given.pop(n) for n in ("folder", "on_progress", "metrics"))
    settings = resolve(Train(), Flags(**given), fields, metrics)
    return run(named(metrics), settings, fields, folder, on_progress=watch)


def lone(
    loss: Any, start: float, domain: LeafDomain | None = None, metrics: Any = lambda w: {}
) -> Fields:
    """A game of one player with one parameter."""

    def losses(w: Tree) -> dict[str, Any]:
        return {"one": loss(w["one"]["x"])}

    domains: Mapping[str, LeafDomain] = {} if domain is None else {"one": domain}
    return game(losses, {"one": {"x": start}}, domains=domains, metrics=metrics)


def parabola(**options: Any) -> Fields:
    return lone(lambda x: x**2 / 2, 1.0, **options)


def stop(quantity: str, limit: float) -> StopCondition:
    return StopCondition(quantity, "<", Fraction(limit))


def test_sga_converges_where_sgd_cycles() -> None:
    found = ran(bilinear(), method="sga", rate=0.1)
    assert found.outcome == "converged"
    shrinks = np.sqrt((1 - 0.1) ** 2 + 0.1**2)  # of |w| a step
    assert found.outcome_step == np.ceil(np.log(1e-6 / np.hypot(1, 0.5)) / np.log(shrinks))
    assert ran(bilinear(), method="sgd", rate=0.05).outcome == "cycling"


def test_an_alternating_cycle_is_seen_in_sparse_records_too() -> None:
    for steps in (1000, 100_000):
        found = ran(bilinear(), method="sgd", rate=0.05, order="alternating", steps=steps)
        assert (found.outcome, found.outcome_step) == ("cycling", steps // 2)


def test_a_slow_approach_is_steps_done() -> None:
    found = ran(parabola(), method="sgd", rate=1e-5, steps=100)
    assert (found.outcome, found.outcome_step) == ("steps_done", 100)
    assert found.parameters["x"] == pytest.approx((1 - 1e-5) ** 100, rel=1e-14)


def test_a_rate_of_nothing_stalls() -> None:
    found = ran(parabola(), method="sgd", rate=1e-12, steps=100)
    assert (found.outcome, found.outcome_step) == ("stalled", 1)


def beside_a_wall() -> Fields:
    """The only fixed point is (0, 1), where a bound holds x; sga rests at (0, −1/2)."""

    def losses(w: Tree) -> dict[str, Any]:
        x, y = w["a"]["x"], w["b"]["y"]
        return {"a": x**2 / 2 + 2 * x + 3 * x * y, "b": (y - 1) ** 2 / 2 - 3 * x * y}

    return game(losses, {"a": {"x": 1.0}, "b": {"y": 1.0}}, domains={"a": LeafDomain("box", 0.0)})


def test_a_remark_names_the_bound_that_leads_sga_astray() -> None:
    astray = ran(beside_a_wall(), method="sga", rate=0.02, steps=2000)
    assert (astray.outcome, astray.parameters["y"]) == ("stalled", pytest.approx(-0.5))
    (remark,) = astray.remarks
    assert remark.startswith("`x` rests on its bound")
    assert "--method extragradient" in remark
    for method in ("sgd", "extragradient"):
        found = ran(beside_a_wall(), method=method, rate=0.02, steps=2000)
        assert (found.outcome, found.parameters["y"]) == ("converged", pytest.approx(1))
        assert found.remarks == ()


def test_a_remark_names_the_held_entries_of_a_family_and_of_a_simplex() -> None:
    def losses(w: Tree) -> dict[str, Any]:
        x, p = w["team"]["x"], w["one"]["p"]
        return {"team": jnp.array([x[0] + p[1], x[1] * p[0]]), "one": p[0] + x[0] * x[1]}

    start = {"team": {"x": jnp.array([0.0, 0.5])}, "one": {"p": jnp.array([0.0, 1.0])}}
    domains = {"team": LeafDomain("box", 0.0, 1.0), "one": LeafDomain("simplex")}
    fields = game(losses, start, families={"team": (2,)}, domains=domains)
    xi = {"team": {"x": jnp.array([1.0, 0.0])}, "one": {"p": jnp.array([0.5, -0.5])}}
    assert list(held(fields, fields.init(jax.random.key(0)), xi)) == ["x[0]", "p[0]"]


def test_swinging_between_two_points_is_neither_stalled_nor_cycling() -> None:
    found = ran(parabola(), method="sgd", rate=2.0, steps=5000)
    assert found.outcome == "steps_done"
    assert abs(found.parameters["x"]) == 1


def test_growth_beyond_a_million_has_diverged() -> None:
    found = ran(parabola(), method="sgd", rate=3.0, steps=60)
    assert found.outcome == "diverged"
    assert found.outcome_step == 21  # 2**21 > 1e6 · (1 + 1)
    assert found.steps_taken == 60


@pytest.mark.parametrize("steps", [2_000, 200_000, 5_000_000])
def test_the_first_step_that_is_not_finite_is_found_by_replaying(steps: int) -> None:
    found = ran(lone(jnp.sqrt, 1.0), method="sgd", rate=1e-3, steps=steps)
    x, first = 1.0, 0
    while x >= 0:  # below 0 there is no root
        x, first = x - 1e-3 / (2 * np.sqrt(x)), first + 1
    assert found.outcome == "diverged"
    assert found.outcome_step == found.steps_taken == first
    assert found.document["xi_norm"] is None


def test_a_start_that_is_not_finite_ends_at_once() -> None:
    found = ran(lone(jnp.log, -1.0), method="sgd")
    assert (found.outcome, found.outcome_step, found.steps_taken) == ("diverged", 0, 0)


def test_an_infinite_step_does_not_hide_behind_a_bound() -> None:
    wall = LeafDomain("box", 0.0, 1.0)
    found = ran(lone(jnp.sqrt, 0.5, wall), method="sgd", rate=0.5)
    assert (found.outcome, found.outcome_step) == ("diverged", 2)


@pytest.mark.parametrize("steps", [400, 100_000])
def test_a_run_stops_at_the_first_step_that_meets_its_condition(steps: int) -> None:
    found = ran(parabola(), method="sgd", rate=0.1, steps=steps, stop=stop("xi_norm", 0.5))
    first = int(np.ceil(np.log(0.5) / np.log(0.9)))
    assert (found.outcome, found.outcome_step, found.steps_taken) == ("stopped", first, first)
    assert found.stop_met is True


def test_a_condition_may_hold_at_the_start_or_never() -> None:
    met = ran(parabola(), method="sgd", stop=stop("residual", 2))
    assert (met.outcome, met.steps_taken) == ("stopped", 0)
    missed = ran(parabola(), method="sgd", steps=10, stop=stop("xi_norm", 1e-6))
    assert (missed.outcome, missed.stop_met) == ("steps_done", False)


def test_a_condition_may_speak_of_a_metric() -> None:
    fields = parabola(metrics=lambda w: {"height": w["one"]["x"] ** 2})
    condition = stop("height", 0.5)
    found = ran(fields, method="sgd", rate=0.1, stop=condition, metrics=("height",))
    assert found.outcome == "stopped"
    assert found.metrics["height"] == found.parameters["x"] ** 2 < 0.5


def test_at_a_bound_the_residual_vanishes_and_the_field_does_not() -> None:
    found = ran(parabola(domain=LeafDomain("box", 0.25)), method="sgd", rate=0.1)
    assert (found.outcome, found.parameters["x"]) == ("converged", 0.25)
    assert (found.residual, found.xi_norm) == (0, 0.25)


def test_no_steps_are_allowed() -> None:
    found = ran(parabola(), steps=0)
    assert (found.outcome, found.outcome_step, found.xi_norm) == ("steps_done", 0, 1)


def test_records_do_not_depend_on_the_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    monkeypatch.setattr(course, "interval", partial(interval, records=10))
    for seconds in (1e-4, 10.0):
        monkeypatch.setattr(course, "SECONDS", seconds)
        folder = new_folder("small", tmp_path)
        result = ran(bilinear(), method="sga", rate=0.01, steps=255, folder=folder)
        text = (folder.path / "metrics.jsonl").read_text()
        kept.append((text, result.parameters, result.outcome_step))
    assert kept[0] == kept[1]
    steps = [json.loads(line)["step"] for line in kept[0][0].splitlines()]
    assert steps == [*range(0, 255, 32), 255]


def test_per_player_optimizers_and_schedules_drive_their_players() -> None:
    tenth = Chosen("linear", (Fraction(1), Fraction(0), Fraction(2)))
    train = Train(
        optimizer=Chosen("sgd", (Fraction(1, 10),)),
        player_optimizers={"column": Chosen("sgd", (tenth,))},
    )
    fields = bilinear(1.0, 1.0)
    settings = resolve(train, Flags(method="sgd", steps=3), fields)
    found = run(named(), settings, fields)
    x, y = 1.0, 1.0
    for rate in (1.0, 0.5, 0.0):
        x, y = x - 0.1 * y, y + rate * x
    assert (found.parameters["x"], found.parameters["y"]) == pytest.approx((x, y), rel=1e-15)


def test_float32_is_used_where_it_is_asked() -> None:
    found = ran(bilinear(), method="sga", rate=0.1, precision="float32")
    assert (found.precision, found.outcome) == ("float32", "converged")
    assert found.parameters["x"].dtype == np.float32


def test_a_folder_holds_what_the_run_was(tmp_path: Path) -> None:
    folder = new_folder("small", tmp_path)
    found = ran(bilinear(), method="sga", rate=0.1, steps=50, folder=folder)
    manifest = json.loads((folder.path / "manifest.json").read_text())
    assert manifest["source"]["text"] == "game small\n"
    assert len(manifest["source"]["sha256"]) == 64
    assert manifest["settings"]["method"]["name"] == "sga"
    assert manifest["result"]["outcome"] == found.outcome
    lines = (folder.path / "metrics.jsonl").read_text().splitlines()
    assert len(lines) == 51
    assert json.loads(lines[-1])["parameters"].keys() == {"x", "y"}
    (file,) = folder.path.glob("checkpoint-*.safetensors")
    kept = decode(file.read_bytes())
    assert kept.words["step"] == 50
    assert kept.arrays["moving.state.parameters.row.x"] == found.parameters["x"]


def test_folders_never_collide_and_out_must_be_free(tmp_path: Path) -> None:
    paths = {new_folder("small", tmp_path).path for _ in range(3)}
    assert len(paths) == 3
    assert chosen_folder(tmp_path / "new" / "deep").path.is_dir()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    for path in (tmp_path / "taken", tmp_path / "taken" / "file"):
        with pytest.raises(Rejected, match="G532"):
            chosen_folder(path)


def test_an_interrupt_keeps_what_was_reached(tmp_path: Path) -> None:
    def watch(progress: Progress) -> None:
        if progress.step >= 100:
            raise KeyboardInterrupt

    folder = new_folder("small", tmp_path)
    found = ran(bilinear(), method="sgd", rate=1e-6, steps=10**7, folder=folder, on_progress=watch)
    assert found.interrupted
    assert 100 <= found.steps_taken < 10**7
    kept = json.loads((folder.path / "manifest.json").read_text())["result"]
    assert kept["interrupted"] is True
    assert kept["remarks"][0].endswith(f"are as of step {found.steps_taken}")
    assert (folder.path / "latest").is_file()


def test_a_run_without_values_names_them_all() -> None:
    dims = (DimRecord("n", 2, None), DimRecord("m", 1, None))
    settings = resolve(Train(), Flags(), bilinear())
    with pytest.raises(Rejected, match="`n`, `m`") as caught:
        run(named(dims=dims), settings, bilinear())
    assert caught.value.diagnostics[0].help == "add --set n=... --set m=..."
