"""What is told of a game beside its text: the settings of a run of its own, the form for tests.

A game for all sizes has a line `# Run it with --set n=3 ...`. A learning system has a module in
tests/systems with its small form: to train it takes minutes, and docs/results shows it.
"""

from __future__ import annotations

import importlib
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SYSTEMS = Path(__file__).parents[1] / "systems"


def values(path: Path) -> dict[str, str]:
    """The settings by name; none where the game runs as it stands."""
    hand = system(path)
    if hand is not None:
        return {name: str(value) for name, value in hand.SMALL.items()}
    lines = path.read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line.startswith("# Run it with ")]
    words = shlex.split(told[0].removeprefix("# Run it with ")) if told else []
    return dict(word.split("=", 1) for word in words if word != "--set")


def system(path: Path) -> ModuleType | None:
    """The system by hand, if the game is one."""
    if not (SYSTEMS / f"{path.stem}.py").exists():
        return None
    return importlib.import_module(f"tests.systems.{path.stem}")


def small(path: Path) -> dict[str, str]:
    """What `check` is tested with: a system's small form, any other game as it stands."""
    return values(path) if system(path) is not None else {}


def systems(paths: list[Path]) -> list[Any]:
    """The learning systems of these games as cases of a test; long ones are left to the soak."""
    hands = [(path, system(path)) for path in paths]
    return [_case(path, hand) for path, hand in hands if hand is not None]


def _case(path: Path, hand: ModuleType) -> Any:
    marks = [pytest.mark.soak] if getattr(hand, "LONG", False) else []
    return pytest.param(path, marks=marks, id=path.stem)
