"""Each trouble of a run by a small game that has it, and by one that nearly has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gamelang import compiler
from gamelang.runtime import course
from gamelang.runtime.folder import chosen_folder
from gamelang.runtime.result import RunResult
from gamelang.runtime.settings import Flags
from gamelang.source import Source
from tests.runtime.games import bilinear
from tests.runtime.test_running import ran

CRITIC = """game gap
player generator:
    theta: real = 0.5
    {objective}
player critic:
    w: real = 0.1
    minimize softplus(-2 * w) + softplus(w * {fake})
train:
    method sgd
    rate 0.5
    steps 2000
"""
PAIR = """game pair
sampler data:
    batch 256
    x: real ~ mixture([0.5, 0.5], [normal(-1, 0.1), normal(1, 0.1)])
sampler noise:
    batch 256
    z: real ~ normal(0, 1)
const cost = {cost}
let fake = b + s * z
fn D(y: real) = c * y
player generator:
    b: real = 0.5
    s: real = 1
    minimize -E[D(fake)] + cost * s**2
player critic:
    c: real
    minimize E[D(fake)] - E[D(x)] + c**2
train:
    method sgd
    rate 0.05
    steps 300
"""
NOISY = """game noisy
sampler noise:
    batch 2
    z: vector[2] ~ normal(0, 1)
player a:
    x: real = 1
    minimize E[{a}]
player b:
    y: real = 1
    minimize E[{b}]
train:
    method sgd
    rate 0.02
    steps 4000
"""
WELLS = {"a": "(x - z[0])**2 / 2", "b": "(y - z[1])**2 / 2"}


def outcome(text: str, **flags: Any) -> RunResult:
    return compiler.run(compiler.typed(Source("small.game", text)), Flags(**flags))


# ---- cycling


def test_a_cycle_has_its_period_and_its_trend() -> None:
    found = ran(bilinear(), method="sgd", rate=0.05)
    assert found.health.cycle is not None
    assert found.health.cycle.period == pytest.approx(2 * np.pi / 0.05, rel=0.02)
    assert found.health.cycle.trend == "out"
    level = ran(bilinear(), method="sgd", rate=0.05, order="alternating")
    assert level.health.cycle is not None
    assert level.health.cycle.trend == "neither"


def test_a_slow_spiral_inwards_is_no_cycle_but_is_told() -> None:
    found = ran(bilinear(), method="sga", hyperparameters={"strength": 0.1}, rate=0.05)
    assert found.outcome == "steps_done"
    assert found.health.cycle is not None
    assert found.health.cycle.trend == "in"


def test_what_converged_turns_no_more() -> None:
    found = ran(bilinear(), method="sga", rate=0.1)
    assert (found.outcome, found.health.cycle) == ("converged", None)


def test_a_noisy_cycle_is_one() -> None:
    turning = {"a": "x * y + z[0] * x", "b": "-x * y + z[1] * y"}
    found = outcome(NOISY.format(**turning))
    assert found.outcome == "cycling"
    assert found.health.cycle is not None
    assert found.health.cycle.period == pytest.approx(2 * np.pi / 0.02, rel=0.03)


def test_noise_about_a_fixed_point_is_none() -> None:
    damped = {"a": WELLS["a"] + " + 4 * x * y", "b": WELLS["b"] + " - 4 * x * y"}
    for losses in (WELLS, damped):
        found = outcome(NOISY.format(**losses))
        assert (found.outcome, found.health.cycle) == ("steps_done", None)


def test_a_noisy_game_whose_noise_vanishes_at_its_solution_converges() -> None:
    losses = {"a": "(x * (1 + z[0]**2))**2", "b": "(y * (1 + z[1]**2))**2"}
    assert outcome(NOISY.format(**losses)).outcome == "converged"


# ---- domination


@pytest.mark.parametrize("aim", ["maximize softplus(w * {fake})", "minimize softplus(-w * {fake})"])
def test_a_critic_that_cannot_be_fooled_dominates(aim: str) -> None:
    fake = "(tanh(theta) - 2)"
    text = CRITIC.format(objective=aim.format(fake=fake), fake=fake)
    found = outcome(text)
    assert (found.outcome, found.outcome_step) == ("dominated", 1800)
    seen = found.health.dominated
    assert seen is not None
    assert (seen.by, seen.player, seen.sign, seen.infimum) == ("critic", "generator", "vanished", 0)


def test_a_critic_that_can_be_fooled_does_not() -> None:
    text = CRITIC.format(objective="minimize softplus(-w * theta)", fake="theta")
    found = outcome(text)
    assert found.outcome == "cycling" or found.outcome == "converged"
    assert found.health.dominated is None


# ---- collapse


def test_a_generator_whose_samples_shrink_to_a_point_has_collapsed(tmp_path: Path) -> None:
    game = compiler.typed(Source("pair.game", PAIR.format(cost=1)))
    found = compiler.run(game, Flags(), lambda: chosen_folder(tmp_path))
    assert found.outcome == "collapsed"
    (covered,) = found.health.coverage
    assert (covered.generated, covered.target) == ("fake", "x")
    assert covered.coverage < 0.1
    assert covered.spread < 0.01
    lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    measured = {line["step"]: line["coverage"]["fake"] for line in lines if "coverage" in line}
    assert list(measured) == [0, 128, 256]
    assert measured[0] > 0.5


def test_one_whose_samples_are_wide_has_not() -> None:
    found = outcome(PAIR.format(cost=0))
    assert found.outcome == "steps_done"
    assert found.health.coverage[0].coverage > 0.8


def test_coverage_does_not_depend_on_how_a_run_is_cut_into_chunks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts = []
    for seconds in (1e-6, 10.0):
        monkeypatch.setattr(course, "SECONDS", seconds)
        path = tmp_path / str(seconds)
        game = compiler.typed(Source("pair.game", PAIR.format(cost=1)))
        compiler.run(game, Flags(steps=100), lambda path=path: chosen_folder(path))
        texts.append((path / "metrics.jsonl").read_text())
    assert texts[0] == texts[1]


# ---- rotation


def test_rotation_is_measured_where_it_is_asked_for(tmp_path: Path) -> None:
    found = ran(bilinear(), method="sgd", folder=chosen_folder(tmp_path), rotation=True)
    assert found.health.rotation is not None
    assert pytest.approx(np.sqrt(2)) == found.health.rotation.A
    assert pytest.approx(0, abs=1e-12) == found.health.rotation.S
    first = json.loads((tmp_path / "metrics.jsonl").read_text().splitlines()[0])
    assert first["norm_A"] == pytest.approx(np.sqrt(2))
    assert ran(bilinear(), method="sgd").health.rotation is None


def test_health_is_plain_data() -> None:
    document = ran(bilinear(), method="sgd", rate=0.05).document["health"]
    assert set(document) == {"cycle", "dominated", "coverage", "rotation"}
    assert document["cycle"]["trend"] == "out"
    assert (document["dominated"], document["coverage"], document["rotation"]) == (None, [], None)
