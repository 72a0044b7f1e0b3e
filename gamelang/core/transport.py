"""An Analysis or Facts as plain data and back: how an answer travels between two processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gamelang.core.verdicts import Analysis, ClaimResult, Facts, FixedPoint, Scope, Verdict


def as_data(answer: Analysis | Facts) -> dict[str, Any]:
    """Dicts, lists, strings, numbers and None only."""
    return asdict(answer)


def analysis_of(data: Mapping[str, Any]) -> Analysis:
    """What `as_data` was made from."""
    return Analysis(
        data["game_class"],
        {name: _verdict(found) for name, found in data["verdicts"].items()},
        data["potential_function"],
        tuple(ClaimResult(**claim) for claim in data["claims"]),
        tuple(_fixed_point(point) for point in data["fixed_points"]),
    )


def facts_of(data: Mapping[str, Any]) -> Facts:
    """What `as_data` was made from."""
    return Facts(**data)


def _verdict(data: Mapping[str, Any]) -> Verdict:
    return Verdict(**{**data, "scope": Scope(**data["scope"])})


def _fixed_point(data: Mapping[str, Any]) -> FixedPoint:
    eigenvalues = data["eigenvalues"]
    return FixedPoint(
        **{**data, "eigenvalues": None if eigenvalues is None else tuple(eigenvalues)}
    )
