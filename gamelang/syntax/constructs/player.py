"""`player firm[i in n]:` and its block: a learning agent with exactly one objective."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.syntax.constructs.indices import Indices
from gamelang.syntax.constructs.objective import Objective
from gamelang.syntax.pieces import Construct, Parts, RefusalError


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
    objectives = parts.all(Objective)
    if not objectives:
        raise RefusalError(_without(parts))
    if len(objectives) > 1:
        raise RefusalError(_with_two(parts, objectives[0], objectives[1]))
    return objectives[0]


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
