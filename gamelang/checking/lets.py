"""`let`: the value it names, for one value of its indices and as an array over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gamelang.checking import constants, samplers, types
from gamelang.checking.problems import fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import describe
from gamelang.core.typed import Node, Variable
from gamelang.diagnostics.model import Label

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def array(e: Elaborator, let: ast.Let) -> Node:
    """The value of a let that does not recur."""
    scope, variables = constants.indices(e, let.indices, Scope())
    wanted = None if let.type is None else types.resolve(e, let.type, Scope())
    node = entry(e, let, scope, variables, wanted)
    for variable in reversed(variables):
        node = e.builder.comprehension(variable, node)
    return node


def entry(
    e: Elaborator,
    let: ast.Let,
    scope: Scope,
    variables: Sequence[Variable],
    wanted: types.Resolved | None,
) -> Node:
    """Its value where its indices are these variables, which `scope` knows by their names."""
    if let.random:
        return samplers.random_entry(e, let, scope, variables)
    node = e.maker.real(e.node(let.value, scope))
    if wanted is None or e.maker.fits(wanted.shape, node.shape):
        return node
    assert let.type is not None
    raise fault(
        "G312",
        f"let `{let.name}` is a {describe(wanted.shape)}, "
        f"and its value is a {describe(node.shape)}",
        let.value.span,
        f"this is a {describe(node.shape)}",
        labels=(Label(let.type.span, "declared here"),),
    )
