"""Losses, ξ, H, S and A of a game, as `show` prints them or as SymPy's expressions.

In: a typed game with expectations worked out. Where a size is not known, index notation stands for
all of them; else everything is written out in scalars.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from gamelang.core.game import TypedGame
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.symbolic import views
from gamelang.symbolic.game import SymbolicGame
from gamelang.symbolic.limits import NotExpandableError

if TYPE_CHECKING:
    from gamelang.core.verdicts import Json
    from gamelang.symbolic.sympy_view import SympyView

Form = Literal["text", "latex", "json"]
CODE = "G533"


def derived(game: TypedGame, what: views.What, form: Form) -> Json:
    """One of losses, ξ, H, S and A in one form. Raises Rejected where the game has none."""
    if any(dim.value is None for dim in game.dims):
        return _indexed(game, what, form)
    view = {"text": views.as_text, "latex": views.as_latex, "json": views.as_json}[form]
    with _or_refused("this game cannot be written out"):
        return view(SymbolicGame(game), what)


def _indexed(game: TypedGame, what: views.What, form: Form) -> Json:
    """The same for every size; what index notation cannot express needs one."""
    from gamelang.symbolic.tensor import views as indexed
    from gamelang.symbolic.tensor.blocks import tensor_game

    view = {"text": indexed.as_text, "latex": indexed.as_latex, "json": indexed.as_json}[form]
    with _or_refused("this game cannot be written for every size", game):
        return view(tensor_game(game), what)


def sympy_view(game: TypedGame) -> SympyView:
    """The same as SymPy's expressions. Raises Rejected where the game has none."""
    with _or_refused("this game cannot be written out"):
        return written_out(game).sympy


def written_out(game: TypedGame) -> SymbolicGame:
    """The game in scalars, each derivative made when it is asked for. Raises Rejected if a size is
    not known."""
    unknown = [dim.name for dim in game.dims if dim.value is None]
    if unknown:
        names = ", ".join(f"`{name}`" for name in unknown)
        message = f"a derivation needs a size for {names}"
        raise Rejected([Diagnostic(CODE, message, help=game.to_set(2))], game.source)
    return SymbolicGame(game)


@contextmanager
def _or_refused(failure: str, unsized: TypedGame | None = None) -> Iterator[None]:
    """Refuses what exact forms cannot express; `unsized`: a game that sizes would help."""
    try:
        yield
    except NotExpandableError as reason:
        message = f"{failure}: {reason}"
        if unsized is None:
            raise Rejected([Diagnostic(CODE, message)]) from None
        problem = Diagnostic(CODE, message, help=unsized.to_set(2))
        raise Rejected([problem], unsized.source) from None
