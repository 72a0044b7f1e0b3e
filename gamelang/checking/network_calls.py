"""Calls of networks, `D(x)` and `f[i](x)`: their values as expressions of weights and inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gamelang.builtins.networks.record import Wiring
from gamelang.checking import architecture, indexing
from gamelang.checking.making import Operand
from gamelang.checking.names import Entry
from gamelang.checking.networks import Net
from gamelang.checking.problems import REPORTED, fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import ONE, ZERO, Dim, describe
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def call(e: Elaborator, entry: Entry, expr: ast.Call, scope: Scope) -> Node:
    """`D(x)`, `f[i](x)`"""
    net = known(entry)
    if expr.keywords:
        word, value = expr.keywords[0]
        help = "write the inputs in their order"
        raise fault(
            "G304", f"`{net.name}` takes no keywords", value.span, f"given as `{word}`", help
        )
    member = places(e, net, expr.indices, expr.function.span, scope)
    return applied(e, net, member, e.operands(expr.arguments, scope), expr.span, scope)


def known(entry: Entry) -> Net:
    """The network of a name; REPORTED where its declaration is broken."""
    if entry.net is None:
        raise REPORTED  # where it is declared
    return entry.net


def places(
    e: Elaborator, net: Net, indices: Sequence[ast.Expr], span: Span, scope: Scope
) -> tuple[Node, ...]:
    """Whose net of a family is meant."""
    if len(indices) != len(net.variables):
        here = (Label(net.declared.name_span, "declared here"),)
        if not net.variables:
            message = f"`{net.name}` is one network, with no members to choose from"
            raise fault("G123", message, span, labels=here)
        names = ", ".join(v.name for v in net.variables)
        message = f"every member of `{net.player}` has its own `{net.name}`"
        help = f"write whose: `{net.name}[{names}]`"
        raise fault("G123", message, span, "which one is meant?", help, here)
    sizes = (v.count for v in net.variables)
    return tuple(indexing.place(e, i, size, scope) for i, size in zip(indices, sizes, strict=True))


def applied(
    e: Elaborator,
    net: Net,
    member: tuple[Node, ...],
    operands: Sequence[Operand],
    span: Span,
    scope: Scope,
) -> Node:
    """The network's value at these inputs."""
    _check_inputs(e, net, operands, span, scope)
    inputs = tuple(e.maker.real(o.node) for o in operands)
    key = (f"{net.player}.{net.name}", (*member, *inputs))
    earlier = e.inlined.get(key)
    if earlier is not None:
        return earlier
    activate = architecture.activation(e, net.activation, net.declared, scope)
    weights = tuple(own(e, node, member) for node in net.nodes)
    value = net.kind.value(Wiring(e.builder, net.plan, weights, inputs, activate))
    if net.simplex:
        value = e.builder.apply("softmax", (value,), value.shape)
    e.inlined[key] = value
    return value


def own(e: Elaborator, node: Node, member: tuple[Node, ...]) -> Node:
    """The member's part of a family's weight."""
    if not member:
        return node
    rest = node.shape[len(member) :]
    return e.builder.index(node, (*member, *(e.builder.part(ZERO, d) for d in rest)), rest)


def _check_inputs(
    e: Elaborator, net: Net, operands: Sequence[Operand], span: Span, scope: Scope
) -> None:
    wanted = net.declared.inputs
    if len(operands) != len(wanted):
        raise fault(
            "G303",
            f"`{net.name}` takes {len(wanted)} input{'' if len(wanted) == 1 else 's'}",
            span,
            f"{len(operands)} given",
            labels=(Label(net.declared.name_span, "declared here"),),
        )
    for operand, given, type_ in zip(operands, net.plan.inputs, wanted, strict=True):
        shape, place = operand.node.shape, (Label(type_.span, "declared here"),)
        if given.index_size is not None:
            _check_index(e, net, operand, given.index_size, place, scope)
        elif not e.maker.fits(given.shape, shape):
            raise fault(
                "G312",
                f"this input of `{net.name}` is a {describe(given.shape)}",
                operand.span,
                f"this is a {describe(shape)}",
                labels=place,
            )


def _check_index(
    e: Elaborator, net: Net, operand: Operand, size: Dim, place: tuple[Label, ...], scope: Scope
) -> None:
    if operand.node.kind != "int" or operand.node.shape:
        message = f"this input of `{net.name}` is an index"
        raise fault("G312", message, operand.span, "this is not", labels=place)
    if not e.bounds.inside(operand.node, size, scope.known):
        message = f"this index can leave 0 .. {size - ONE}"
        raise fault("G305", message, operand.span, labels=place)
