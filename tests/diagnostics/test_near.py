"""Near names are those that a reader meant, and no others."""

import pytest

from gamelang.diagnostics.near import near

KNOWN = [
    "theta",
    "psi",
    "player",
    "sampler",
    "minimize",
    "maximize",
    "x",
    "y",
    "potential",
    "hamiltonian",
]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("thet", "theta"),
        ("tehta", "theta"),
        ("Theta", "theta"),
        ("plyer", "player"),
        ("minimise", "minimize"),
        ("potental", "potential"),
        ("hamilton", "hamiltonian"),
        ("X", "x"),
    ],
)
def test_a_misspelt_name_is_near(name: str, meant: str) -> None:
    assert near(name, KNOWN)[0] == meant


@pytest.mark.parametrize("name", ["q", "learning_rate", "z", "ab", "p" * 100_000])
def test_another_name_is_near_nothing(name: str) -> None:
    assert near(name, KNOWN) == []


def test_a_name_is_not_near_itself() -> None:
    assert near("x", ["x"]) == []
