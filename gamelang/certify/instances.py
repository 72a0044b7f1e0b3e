"""A game of unknown sizes at chosen ones: its text checked once more, as with `--set`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from gamelang.certify.polynomials import UndecidedError
from gamelang.checking.checking import check
from gamelang.core import ast
from gamelang.core.game import TypedGame
from gamelang.diagnostics.model import Rejected
from gamelang.lowering.exact import exact
from gamelang.syntax.parsing import parse, parse_expression

LARGEST = 1_000  # a size in a certificate; what is proved at small sizes needs none above


def chosen(game: TypedGame, sizes: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """The sizes in a fixed order; UndecidedError unless they value exactly the unknown dims."""
    unknown = {dim.name for dim in game.dims if dim.value is None}
    if not unknown or set(sizes) != unknown:
        raise UndecidedError("the sizes are not those that the game leaves open")
    if not all(type(size) is int and 0 < size <= LARGEST for size in sizes.values()):
        raise UndecidedError("a size is no small positive integer")
    return tuple(sorted(sizes.items()))


def instance(game: TypedGame, sizes: tuple[tuple[str, int], ...]) -> TypedGame:
    """The game with these values for its unknown dims; UndecidedError where they allow none."""
    try:
        given = {name: parse_expression(text) for name, text in game.settings.items()}
        values = {name: ast.Literal(Fraction(size)) for name, size in sizes}
        return exact(check(parse(game.source), game.source, {**given, **values}))
    except Rejected as refusal:
        first = refusal.diagnostics[0].message
        raise UndecidedError(f"there is no such game at these sizes: {first}") from refusal
