"""The import hook: `from specs import cournot` finds specs/cournot.game and gives the Game."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from gamelang.game import load


class GameFinder(MetaPathFinder):
    """Looks for NAME.game where Python looks for NAME.py, and after it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        name = fullname.rpartition(".")[2]
        for folder in sys.path if path is None else path:
            file = Path(folder or ".") / f"{name}.game"
            if file.is_file():
                return ModuleSpec(fullname, GameLoader(file), origin=str(file))
        return None


class GameLoader(Loader):
    """Puts the Game itself where a module would stand."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = load(self.file)  # type: ignore[assignment]


def install() -> None:
    """Once; a second call changes nothing."""
    if not any(isinstance(finder, GameFinder) for finder in sys.meta_path):
        sys.meta_path.append(GameFinder())
