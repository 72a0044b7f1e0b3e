"""`player firm[i in n]:` and its block: a learning agent with exactly one objective."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.syntax.constructs.indices import Indices
from gamelang.syntax.constructs.objective import Objective
from gamelang.syntax.pieces import Construct, Parts, Refusal


def build(parts: Parts) -> ast.Player:
    indices = parts.find(Indices)
    objective = _objective(parts)
    members = tuple(
        piece.value
        for piece in parts.pieces()
        if isinstance(piece.value, (ast.Parameter, ast.Network))
    )
    return ast.Player(
        parts.name(),
        indices.variables if indices else (),
        members,
        objective.direction,
        objective.value,
        parts.span,
        parts.name_span(),
    )


def _objective(parts: Parts) -> Objective:
    match parts.all(Objective):
        case []:
            raise Refusal(_without(parts))
        case [one]:
            return one
        case [first, second, *_]:
            raise Refusal(_with_two(parts, first, second))


def _without(parts: Parts) -> Diagnostic:
    return Diagnostic(
        "G101",
        f"the player `{parts.name()}` has no objective",
        parts.name_span(),
        "minimizes and maximizes nothing",
        help="add a line `minimize ...` or `maximize ...` to its block",
    )


def _with_two(parts: Parts, first: Objective, second: Objective) -> Diagnostic:
    return Diagnostic(
        "G102",
        f"the player `{parts.name()}` has two objectives",
        second.span,
        "the second objective",
        (Label(first.span, "the first is here"),),
        help="keep one of them, or add them up in one line",
    )


CONSTRUCT = Construct("player", build)
