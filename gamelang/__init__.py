"""gamelang: a language for differentiable games, and its compiler.

`load` and `loads` give a `Game`; a text that is refused raises `GameError` with every diagnostic.
Nothing is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.version import __version__

if TYPE_CHECKING:
    from gamelang.game import Game, GameError, load, loads

__all__ = ["Game", "GameError", "__version__", "load", "loads"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'gamelang' has no attribute {name!r}")
    from gamelang import game

    return getattr(game, name)


def __dir__() -> list[str]:
    return __all__
