"""An answer as plain data and back: how it travels between two processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gamelang.core.verdicts import (
    Analysis,
    BestResponse,
    ClaimResult,
    Facts,
    FixedPoint,
    Scope,
    Verdict,
)

if TYPE_CHECKING:
    from gamelang.core.deep import Bound, Deep, Equilibria


def as_data(answer: Analysis | Facts | Deep | Equilibria) -> dict[str, Any]:
    """Dicts, lists, strings, numbers and None only."""
    return asdict(answer)


def analysis_of(data: Mapping[str, Any]) -> Analysis:
    """What `as_data` was made from."""
    return Analysis(
        data["game_class"],
        verdicts_of(data["verdicts"]),
        data["potential_function"],
        tuple(ClaimResult(**claim) for claim in data["claims"]),
        tuple(_fixed_point(point) for point in data["fixed_points"]),
    )


def facts_of(data: Mapping[str, Any]) -> Facts:
    """What `as_data` was made from."""
    return Facts(**data)


def verdicts_of(data: Mapping[str, Any]) -> dict[str, Verdict]:
    """Verdicts by name."""
    return {name: _verdict(found) for name, found in data.items()}


def _verdict(data: Mapping[str, Any]) -> Verdict:
    return Verdict(**{**data, "scope": Scope(**data["scope"])})


def _fixed_point(data: Mapping[str, Any]) -> FixedPoint:
    eigenvalues, responses = data["eigenvalues"], data["best_responses"]
    return FixedPoint(
        **{
            **data,
            "eigenvalues": None if eigenvalues is None else tuple(eigenvalues),
            "best_responses": None
            if responses is None
            else tuple(BestResponse(**response) for response in responses),
        }
    )


def equilibria_of(data: Mapping[str, Any]) -> Equilibria:
    """What `as_data` was made from."""
    from gamelang.core.deep import Equilibria, Family

    return Equilibria(
        tuple(_fixed_point(point) for point in data["points"]),
        data["complete"],
        data["why"],
        _box(data["box"]),
        tuple(Family(f["at"], tuple(f["letters"]), tuple(f["where"])) for f in data["families"]),
    )


def deep_of(data: Mapping[str, Any]) -> Deep:
    """What `as_data` was made from."""
    from gamelang.core.deep import Decomposition, Deep, Monotonicity, Recommendation, StepRange

    monotone, split = data["monotonicity"], data["decomposition"]
    advice = data["recommendation"]
    return Deep(
        equilibria_of(data["equilibria"]),
        None if monotone is None else Monotonicity(**{**monotone, "box": _box(monotone["box"])}),
        tuple(data["conserved"]),
        None if split is None else Decomposition(**split),
        tuple(StepRange(**step) for step in data["steps"]),
        None if advice is None else Recommendation(**advice),
        verdicts_of(data["verdicts"]),
    )


def _box(data: Mapping[str, Any] | None) -> Mapping[str, Bound] | None:
    return None if data is None else {name: (low, high) for name, (low, high) in data.items()}
