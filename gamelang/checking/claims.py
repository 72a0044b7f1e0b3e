"""`claim`: verdicts, points and equations, each under `not` if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gamelang.checking import constants, indexing
from gamelang.checking.making import Operand
from gamelang.checking.problems import REPORTED, FaultError, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import describe
from gamelang.core.game import (
    Claim,
    EquationClaim,
    ParameterRecord,
    Player,
    PointClaim,
    VerdictClaim,
)
from gamelang.core.stopping import valued
from gamelang.core.typed import Node
from gamelang.core.verdicts import POINT_PROPERTIES, VERDICTS
from gamelang.diagnostics.near import near
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

LATER = ("monotone", "strictly_monotone")
WORDS = (*VERDICTS, "general")


def claim(
    e: Elaborator,
    declared: ast.Claim,
    source: Source,
    players: Mapping[str, Player],
    parameters: tuple[ParameterRecord, ...],
) -> Claim:
    statement, negated = declared.statement, False
    while isinstance(statement, ast.Operator) and statement.symbol == "not":
        statement, negated = statement.operands[0], not negated
    text = " ".join(source.slice(declared.statement.span).split())
    match statement:
        case ast.Reference(name, None) if name in WORDS:
            return Claim(text, VerdictClaim(name), negated, declared.span)
        case ast.Reference(name, None) if name in LATER:
            raise fault("G422", f"the claim `{name}` cannot be decided yet", statement.span)
        case ast.Call(ast.Reference(name, None)) if name in POINT_PROPERTIES:
            point = _point(e, statement, parameters)
            return Claim(text, PointClaim(name, point), negated, declared.span)
        case ast.Operator("==", (left, right)):
            difference = _difference(e, left, right, players, statement)
            return Claim(text, EquationClaim(valued(e.builder, difference)), negated, declared.span)
    raise _unknown(statement, parameters)


def _unknown(statement: ast.Expr, parameters: tuple[ParameterRecord, ...]) -> FaultError:
    named = statement.function if isinstance(statement, ast.Call) else statement
    name = named.name if isinstance(named, ast.Reference) else None
    if name is None:
        message, label = f"`{quoted(statement)}` cannot be claimed", "no equation"
        help = "a claim is a verdict, a point, or an equation of the form `a == b`"
        return fault("G412", message, statement.span, label, help)
    if name in POINT_PROPERTIES:
        message, help = f"`{name}` is claimed of a point", f"write `claim {_at(name, parameters)}`"
        return fault("G412", message, statement.span, "which point?", help)
    if name in WORDS:
        message, help = f"`{name}` is claimed of the whole game", f"write `claim {name}`"
        return fault("G412", message, statement.span, "not of a point", help)
    guess = next(iter(near(name, [*WORDS, *POINT_PROPERTIES])), None)
    if isinstance(statement, ast.Call):
        known = f"of a point can be claimed {', '.join(POINT_PROPERTIES)}"
    else:
        known = f"the verdicts are {', '.join(WORDS)}"
    return fault(
        "G412",
        f"unknown claim `{name}`",
        statement.span,
        "no verdict and no property of a point",
        f"did you mean `{guess}`?" if guess else known,
    )


def _at(name: str, parameters: tuple[ParameterRecord, ...]) -> str:
    """The claim with every parameter at 0."""
    shown = ", ".join(f"{p.key}=0" for p in parameters[:8])
    return f"{name}({shown}{', ...' if len(parameters) > 8 else ''})"


def _point(
    e: Elaborator, call: ast.Call, parameters: tuple[ParameterRecord, ...]
) -> dict[str, Node]:
    by_key = {p.key: p for p in parameters} | {p.node.path: p for p in parameters}
    point: dict[str, Node] = {}
    if call.arguments:
        message, span = "a point names its values", call.arguments[0].span
        help = f"write `{_at(call.function.name, parameters)}`"
        raise fault("G413", message, span, "the value of which parameter?", help)
    for key, value in call.keywords:
        if key not in by_key:
            guess = next(iter(near(key, by_key)), None)
            raise fault(
                "G413",
                f"unknown parameter `{key}`",
                value.span,
                f"given to `{key}`",
                f"did you mean `{guess}`?"
                if guess
                else f"the parameters are {', '.join(f'`{p.key}`' for p in parameters)}",
            )
        record = by_key[key]
        if record.node.path in point:
            raise fault("G413", f"`{key}` is given twice", value.span)
        point[record.node.path] = _coordinate(e, record, value)
    missing = [p.key for p in parameters if p.node.path not in point]
    if missing:
        raise fault(
            "G413",
            "a point gives every parameter, and this one lacks "
            + ", ".join(f"`{m}`" for m in missing),
            call.span,
            help=f"write `{_at(call.function.name, parameters)}`",
        )
    return point


def _coordinate(e: Elaborator, record: ParameterRecord, value: ast.Expr) -> Node:
    node = e.maker.real(e.fixed(value, Scope(), "a point"))
    if not node.shape and record.node.shape:
        return constants.filled(e, node, record.node.shape)
    if not e.maker.fits(node.shape, record.node.shape):
        raise fault(
            "G413",
            f"`{record.key}` is a {describe(record.node.shape)}, "
            f"and its value here is a {describe(node.shape)}",
            value.span,
            f"this is a {describe(node.shape)}",
        )
    return node


def _difference(
    e: Elaborator,
    left: ast.Expr,
    right: ast.Expr,
    players: Mapping[str, Player],
    statement: ast.Operator,
) -> Node:
    def loss(_: Elaborator, call: ast.Call, scope: Scope) -> Node:
        return _loss(e, call, scope, players)

    if "loss" not in e.names.values:
        e.special["loss"] = loss
    try:
        sides = e.operands([left, right], Scope())
    finally:
        e.special.pop("loss", None)
    minus = Operand(e.builder.number(-1, "int"), right.span)
    negative = e.maker.multiply([minus, sides[1]], right.span)
    second = Operand(negative, sides[1].span, sides[1].name, sides[1].declared)
    return e.maker.add([sides[0], second], statement.span)


def _loss(e: Elaborator, call: ast.Call, scope: Scope, players: Mapping[str, Player]) -> Node:
    """`loss(row)`, `loss(firm)` as an array, `loss(firm[i])`."""
    match call:
        case ast.Call(_, (ast.Reference(name, None),), ()):
            items: tuple[ast.Expr | ast.Slice, ...] = ()
        case ast.Call(_, (ast.Index(ast.Reference(name, None), items),), ()):
            pass
        case _:
            some = next(iter(players), "row")
            raise fault("G414", "`loss` takes a player", call.span, help=f"write `loss({some})`")
    if name not in players:
        if name in e.names.owners:
            raise REPORTED
        guess = next(iter(near(name, players)), None)
        help = f"did you mean `{guess}`?" if guess else f"the players are {', '.join(players)}"
        message = f"`loss` takes a player, and `{name}` is none"
        raise fault("G414", message, call.arguments[0].span, "no player has this name", help)
    player = players[name]
    node = player.loss
    for variable in reversed(player.variables):
        node = e.builder.comprehension(variable, node)
    if not items:
        return node
    return indexing.index_node(e, node, items, scope)
