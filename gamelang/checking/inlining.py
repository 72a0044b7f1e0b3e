"""Calls of the file's own functions: the body stands where the call stood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gamelang.checking import types
from gamelang.checking.making import Operand
from gamelang.checking.problems import REPORTED, fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import describe
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

INLINED = 20_000  # different calls


def inlined(
    e: Elaborator, function: ast.Function, operands: Sequence[Operand], span: Span, scope: Scope
) -> Node:
    """The function's body with its arguments in place."""
    if len(operands) != len(function.parameters):
        wanted = len(function.parameters)
        plural = "" if wanted == 1 else "s"
        raise fault(
            "G303",
            f"`{function.name}` takes {wanted} argument{plural}",
            span,
            f"{len(operands)} given",
            labels=(Label(function.name_span, "declared here"),),
        )
    for operand, (name, type_) in zip(operands, function.parameters, strict=True):
        _argument_fits(e, function, operand, name, type_)
    nodes = tuple(o.node for o in operands)
    key = (function.name, nodes)
    if key not in e.inlined:
        if len(e.inlined) >= INLINED:
            raise e.too_many_nodes()
        local = {n: node for (n, _), node in zip(function.parameters, nodes, strict=True)}
        inner = Scope(local, scope.known, scope.forbidden)
        e.inlined[key] = None  # where the body is wrong, it is so once
        e.inlined[key] = e.node(function.body, inner)
    found = e.inlined[key]
    if found is None:
        raise REPORTED
    return found


def _argument_fits(
    e: Elaborator, function: ast.Function, operand: Operand, name: str, type_: ast.Type
) -> None:
    wanted = types.resolve(e, type_, Scope())
    if wanted.kind == "int" and operand.node.kind != "int":
        raise fault(
            "G312", f"`{name}` of `{function.name}` is an index", operand.span, "this is not"
        )
    if not e.maker.fits(wanted.shape, operand.node.shape):
        raise fault(
            "G312",
            f"`{name}` of `{function.name}` is a {describe(wanted.shape)}",
            operand.span,
            f"this is a {describe(operand.node.shape)}",
            labels=(Label(type_.span, "declared here"),),
        )
