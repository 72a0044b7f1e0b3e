"""The deep answers of `check --deep` and `solve` as plain data, straight from the dataclasses."""

from __future__ import annotations

from collections.abc import Mapping

from gamelang.core.deep import Decomposition, Deep, Equilibria, Family, Monotonicity, StepRange
from gamelang.core.game import TypedGame
from gamelang.core.report import SCHEMA_VERSION, Document, fixed_point, plain, verdict
from gamelang.core.verdicts import FixedPoint, Json


def with_deep(report: Document, deep: Deep, claimed: tuple[FixedPoint, ...]) -> Document:
    """The report of `check` with the deep answers in it.

    The fixed points found come first, in the order that `steps` counts; then those that claims
    name and that were not found.
    """
    found = deep.equilibria.points
    more = [point for point in claimed if all(point.at != other.at for other in found)]
    verdicts = report["verdicts"]
    assert isinstance(verdicts, dict)
    return {
        **report,
        "verdicts": {**verdicts, **{name: verdict(v) for name, v in deep.verdicts.items()}},
        "fixed_points": [fixed_point(point) for point in (*found, *more)],
        "equilibria": equilibria(deep.equilibria),
        "monotonicity": _monotonicity(deep.monotonicity),
        "conserved": list(deep.conserved),
        "decomposition": _decomposition(deep.decomposition),
        "steps": [_steps(step) for step in deep.steps],
        "recommendation": _recommendation(deep),
    }


def solve_report(
    file: str, game: TypedGame, found: Equilibria, diagnostics: list[Document]
) -> Document:
    """`solve --json`: the equilibria alone."""
    return {
        "schema_version": SCHEMA_VERSION,
        "file": file,
        "game": game.name,
        "fixed_points": [fixed_point(point) for point in found.points],
        "equilibria": equilibria(found),
        "diagnostics": plain(diagnostics),
    }


def equilibria(found: Equilibria) -> Document:
    """All about the fixed points that is not about one of them."""
    return {
        "complete": found.complete,
        "why": found.why,
        "box": _box(found.box),
        "families": [_family(family) for family in found.families],
    }


def _family(family: Family) -> Document:
    return {
        "at": dict(family.at),
        "letters": list(family.letters),
        "where": list(family.where),
    }


def _box(box: Mapping[str, tuple[str, str]] | None) -> Json:
    return None if box is None else {name: list(bound) for name, bound in box.items()}


def _monotonicity(found: Monotonicity | None) -> Json:
    if found is None:
        return None
    return {"mu": found.mu, "lipschitz": found.lipschitz, "box": _box(found.box)}


def _decomposition(found: Decomposition | None) -> Json:
    if found is None:
        return None
    return {
        "potential": found.potential,
        "rest": dict(found.rest),
        "distance_squared": found.distance_squared,
    }


def _steps(step: StepRange) -> Document:
    return {
        "method": step.method,
        "setting": dict(step.setting),
        "point": step.point,
        "above": step.above,
        "below": step.below,
        "always": step.always,
        "exact": step.exact,
        "again": step.again,
        "why": step.why,
    }


def _recommendation(deep: Deep) -> Json:
    advice = deep.recommendation
    if advice is None:
        return None
    return {
        "method": advice.method,
        "setting": dict(advice.setting),
        "step_below": advice.step_below,
        "why": advice.why,
    }
