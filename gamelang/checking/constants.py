"""`const`: its type, its exact value from the file or the settings, its bounds and properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.checking import evaluating, limits, loops, properties, types
from gamelang.checking.problems import fault
from gamelang.checking.scope import Scope
from gamelang.checking.settings import Setting, placed
from gamelang.core import ast, typed
from gamelang.core.dims import Shape, describe
from gamelang.core.externs import Binding
from gamelang.core.game import ConstantRecord, Domain
from gamelang.core.typed import Node, Variable
from gamelang.data.table import Table
from gamelang.diagnostics.model import Label
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

CONSTANT = {"parameter": "a constant", "draw": "a constant"}


def constant(
    e: Elaborator, const: ast.Const, source: Source, settings: Mapping[str, Setting]
) -> ConstantRecord:
    """The record of a const; its value from the settings beats its own."""
    given = settings.get(const.name)
    assert not isinstance(given, Binding), "the names of what is bound are no names of the file"
    scope, variables = indices(e, const.indices, Scope(forbidden=CONSTANT))
    resolved, domain = _type(e, const, scope)
    shape = None if resolved is None else (*(v.count for v in variables), *resolved.shape)
    whole = resolved is not None and resolved.kind == "int"
    size = resolved.index_size if resolved is not None else None
    if given is not None:
        scope, variables = Scope(forbidden=CONSTANT), []
    span = const.name_span if given is not None or const.value is None else const.value.span
    definition: Node | None = None
    entries: Sequence[Fraction] | None = None
    value = const.value if given is None else given
    if isinstance(value, Table) or _reads_file(value):
        shape, entries = _tabled(e, const, source, given, shape, whole)
    elif value is not None:
        with placed(e, const.name, const.name_span if given is not None else None):
            definition, shape = _definition(e, const, value, scope, variables, shape)
        limits.refuse_repetitions(e, definition, span)
        entries = evaluating.entries(e, definition, span)
    shape = () if shape is None else shape
    node = e.builder.constant(const.name, shape, "int" if whole else "real")
    assert isinstance(node, typed.Constant)
    properties.check_properties(const, shape)
    if entries is not None:
        entries = properties.admitted(e, const, entries, shape, domain, size, span)
        definition = None
    return ConstantRecord(
        node, domain, const.properties, entries, definition, size, const.name_span
    )


def _tabled(
    e: Elaborator,
    const: ast.Const,
    source: Source,
    given: ast.Expr | Table | None,
    shape: Shape | None,
    whole: bool,
) -> tuple[Shape, Sequence[Fraction]]:
    """The shape and the entries of a table, from a file or from outside."""
    from gamelang.checking.from_files import read_table, table_shape

    value = const.value if given is None else given
    outside = const.name_span if given is not None else None
    with placed(e, const.name, outside):
        if isinstance(value, Table):
            table = value
        else:
            assert value is not None
            table = read_table(e, const, value, source, shape, whole)
    span = const.name_span if outside or const.value is None else const.value.span
    return table_shape(e, const, table, shape, span), table.entries


def _reads_file(value: ast.Expr | None) -> bool:
    match value:
        case ast.Call(ast.Reference("csv" | "npy" | "npz", None)):
            return True
        case _:
            return False


def indices(
    e: Elaborator, declared: tuple[ast.IndexVariable, ...], scope: Scope
) -> tuple[Scope, list[Variable]]:
    """Fresh variables for `[i in n, j in m]`."""
    variables: list[Variable] = []
    for variable in declared:
        start, stop = loops.domain(e, variable.domain, scope)
        if start.number != 0:
            raise fault("G316", "a declaration's index runs over a size", variable.span)
        variables.append(e.builder.variable(variable.name, start, stop))
        scope = scope.with_local(variable.name, variables[-1])
    return scope, variables


def _type(
    e: Elaborator, const: ast.Const, scope: Scope
) -> tuple[types.Resolved | None, Domain | None]:
    if const.type is None:
        return None, None
    resolved = types.resolve(e, const.type, scope)
    return resolved, types.domain(e, const.type, resolved, scope)


def _definition(
    e: Elaborator,
    const: ast.Const,
    value: ast.Expr,
    scope: Scope,
    variables: list[Variable],
    shape: Shape | None,
) -> tuple[Node, Shape]:
    node = e.maker.real(e.fixed(value, scope, "a constant"))
    whole = node.shape and shape is not None and e.maker.fits(node.shape, shape)
    if not whole or e.builder.variables(node):
        for variable in reversed(variables):
            node = e.builder.comprehension(variable, node)
    if shape is None or e.maker.fits(node.shape, shape):
        return node, node.shape if shape is None else shape
    if not node.shape:
        return filled(e, node, shape), shape
    assert const.type is not None
    found = describe(node.shape)
    raise fault(
        "G312",
        f"const `{const.name}` is a {describe(shape)}, and its value is a {found}",
        value.span,
        f"this is a {found}",
        labels=(Label(const.type.span, "declared here"),),
    )


def filled(e: Elaborator, scalar: Node, shape: Shape) -> Node:
    """An array whose entries are all this scalar."""
    return e.builder.product((scalar, e.builder.apply("ones", (), shape)), shape, "real")
