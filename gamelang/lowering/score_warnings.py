"""The warnings about scores that count twice, each at the log-probability in the file.

In: a typed game. Out: a warning for each player and choice that `doubled` finds.
"""

from __future__ import annotations

from collections.abc import Iterator

from gamelang.core import ast
from gamelang.core.expression_text import print_expression
from gamelang.core.game import Player, TypedGame
from gamelang.core.walking import children, free_references
from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.lowering.doubled import doubled
from gamelang.source import Span

LOGARITHMS = ("log", "log_softmax", "cross_entropy")
LONGEST = 60


def score_warnings(game: TypedGame) -> list[Diagnostic]:
    found = doubled(game)
    if not found:
        return []
    from gamelang.syntax.parsing import parse

    file = parse(game.source)
    return [_warning(file, player, name) for player, name in found]


def _warning(file: ast.GameFile, player: Player, name: str) -> Diagnostic:
    short = name.rpartition(".")[2]
    drawn = _draw(file, short)
    players = (d for d in file.declarations if isinstance(d, ast.Player))
    objective = next(d.objective for d in players if d.name == player.name)
    places = (_logarithm(expr, short) for expr in (objective, *_values(file)))
    place = next((span for span in places if span is not None), objective.span)
    labels = () if drawn is None else (Label(drawn.span, f"`{short}` is drawn here"),)
    return Diagnostic(
        "G440",
        f"the score of `{short}` counts twice for `{player.name}`: its log-probability is written "
        "by hand, and `E` differentiates the choice as well",
        place,
        "a weighted log-probability",
        labels,
        _help(drawn),
        "warning",
    )


def _help(drawn: ast.Expr | None) -> str:
    match drawn:
        case ast.Call(function, (first, *_)):
            text = print_expression(first)
            text = text if len(text) <= LONGEST else "..."
            return f"draw it without a gradient: `~ {function.name}(stop({text}))`"
        case _:
            return "draw it without a gradient: `~ categorical(stop(...))`"


def _draw(file: ast.GameFile, name: str) -> ast.Expr | None:
    """The distribution of a random let, or of a sampler's line."""
    for declaration in file.declarations:
        match declaration:
            case ast.Let() if declaration.random and declaration.name == name:
                return declaration.value
            case ast.Sampler(members=members):
                for member in members:
                    if isinstance(member, ast.Draw) and name in [n for n, _, _ in member.names]:
                        return member.distribution
            case _:
                pass
    return None


def _values(file: ast.GameFile) -> Iterator[ast.Expr]:
    for declaration in file.declarations:
        if isinstance(declaration, ast.Let) and not declaration.random:
            yield declaration.value


def _logarithm(root: ast.Expr, name: str) -> Span | None:
    """The first logarithm at a choice of this name, of which no `stop` stands around."""
    stack: list[ast.Expr | ast.Slice] = [root]
    while stack:
        expr = stack.pop()
        match expr:
            case ast.Stop() | ast.Slice():
                continue
            case ast.Call(ast.Reference(function, None)) | ast.Index(
                ast.Call(ast.Reference(function, None))
            ) if function in LOGARITHMS and _mentions(expr, name):
                return expr.span
        stack.extend(reversed(children(expr)))
    return None


def _mentions(expr: ast.Expr, name: str) -> bool:
    return any(reference.name == name for reference in free_references(expr))
