"""`claim`: verdicts, points and equations, each under `not` if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gamelang.checking import constants, indexing
from gamelang.checking.making import Operand
from gamelang.checking.problems import REPORTED, FaultError, fault
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
            return Claim(text, EquationClaim(difference), negated, declared.span)
    raise _unknown(statement)


def _unknown(statement: ast.Expr) -> FaultError:
    named = statement.function if isinstance(statement, ast.Call) else statement
    name = named.name if isinstance(named, ast.Reference) else None
    guess = next(iter(near(name or "", [*WORDS, *POINT_PROPERTIES])), None)
    return fault(
        "G412",
        f"unknown claim `{name}`" if name else "a claim is a verdict, a point or an equation",
        statement.span,
        "nothing to verify here",
        f"did you mean `{guess}`?"
        if guess
        else "such as `claim potential`, `claim fixed_point(x=0)` or `claim loss(a) == -loss(b)`",
    )


def _point(
    e: Elaborator, call: ast.Call, parameters: tuple[ParameterRecord, ...]
) -> dict[str, Node]:
    by_key = {p.key: p for p in parameters} | {p.node.path: p for p in parameters}
    point: dict[str, Node] = {}
    if call.arguments:
        raise fault(
            "G413", f"a point names its values: `{call.function.name}(x=0, y=0)`", call.span
        )
    for key, value in call.keywords:
        if key not in by_key:
            guess = next(iter(near(key, by_key)), None)
            raise fault(
                "G413",
                f"no parameter `{key}`",
                value.span,
                help=f"did you mean `{guess}`?" if guess else f"they are {', '.join(by_key)}",
            )
        record = by_key[key]
        if record.node.path in point:
            raise fault("G413", f"`{key}` is given twice", value.span)
        point[record.node.path] = _coordinate(e, record, value)
    missing = [p.key for p in parameters if p.node.path not in point]
    if missing:
        raise fault(
            "G413",
            f"a point gives every parameter; {', '.join(f'`{m}`' for m in missing)} is missing",
            call.span,
            help=f"{call.function.name}({', '.join(f'{p.key}=...' for p in parameters)})",
        )
    return point


def _coordinate(e: Elaborator, record: ParameterRecord, value: ast.Expr) -> Node:
    forbidden = {"parameter": "a point", "draw": "a point"}
    node = e.maker.real(e.node(value, Scope(forbidden=forbidden)))
    if not node.shape and record.node.shape:
        return constants.filled(e, node, record.node.shape)
    if not e.maker.fits(node.shape, record.node.shape):
        raise fault(
            "G413",
            f"`{record.key}` is a {describe(record.node.shape)}",
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
            raise fault("G414", "`loss` takes a player: `loss(row)`", call.span)
    if name not in players:
        if name in e.names.owners:
            raise REPORTED
        guess = next(iter(near(name, players)), None)
        help = f"did you mean `{guess}`?" if guess else f"the players are {', '.join(players)}"
        raise fault("G414", f"no player `{name}`", call.span, help=help)
    player = players[name]
    node = player.loss
    for variable in reversed(player.variables):
        node = e.builder.comprehension(variable, node)
    if not items:
        return node
    return indexing.index_node(e, node, items, scope)
