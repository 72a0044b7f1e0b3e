"""No planted class is missed for another: 300 random games, 75 of each family."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.properties.planted import FAMILIES, planted, wrong

GAMES = 75
SECONDS = 2.0  # what is not decided by then stays unknown


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("family", FAMILIES)
def test_planted_classes_are_found(family: str, part: int) -> None:
    seen: Counter[str] = Counter()
    failures = []
    for seed in range(part, GAMES, 3):
        failures += wrong(planted(family, seed), SECONDS, seen)
    assert not failures, "\n".join(failures)
    assert seen["right"] > seen["unknown"]
