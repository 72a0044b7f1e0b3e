"""Samplers, and random lets: their draws as expressions of basic random values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gamelang.checking import constants, types
from gamelang.checking.constants import filled
from gamelang.checking.drawing import FILES, Drawing
from gamelang.checking.names import Names
from gamelang.checking.problems import fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import describe
from gamelang.core.game import Named, SamplerRecord
from gamelang.core.typed import Node, Variable
from gamelang.data.packaged import SETS
from gamelang.diagnostics.model import Label
from gamelang.source import Source, Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

LEARNED = {"parameter": "a batch", "draw": "a batch"}
Line = ast.Draw | ast.Derived


def declared_once(file: ast.GameFile, names: Names) -> list[ast.Sampler]:
    """The samplers of a file; the second of one name was reported."""
    found = [d for d in file.declarations if isinstance(d, ast.Sampler)]
    return [s for s in found if names.owners[s.name].span == s.name_span]


def lines(file: ast.GameFile, names: Names) -> dict[str, tuple[str, Line]]:
    """The lines of samplers, by the path of their first name."""
    found: dict[str, tuple[str, Line]] = {}
    for sampler in declared_once(file, names):
        for member in sampler.members:
            first = member.name if isinstance(member, ast.Derived) else member.names[0][0]
            found[f"{sampler.name}.{first}"] = sampler.name, member
    return found


def register(e: Elaborator, sampler: ast.Sampler) -> None:
    """A sampler's name and batch; its draws come later, each after what it needs."""
    e.samplers[sampler.name] = _record(e, sampler)


def _record(e: Elaborator, sampler: ast.Sampler) -> SamplerRecord:
    match sampler.batch:
        case None | "all":
            return SamplerRecord(sampler.name, sampler.batch, sampler.name_span)
        case expr:
            size = e.size(expr, Scope(forbidden=LEARNED), "a batch")
            value = size.value(e.maker.sizes)
            if value is not None and not 1 <= value <= types.ENTRIES:
                message = f"a batch has 1 to {types.ENTRIES:,} samples"
                raise fault("G436", message, expr.span, f"this is {value}")
            return SamplerRecord(sampler.name, size, sampler.name_span)


def declare(e: Elaborator, names: Names, sampler: str, member: Line, source: Source) -> list[Named]:
    """Gives every name of a sampler's line its meaning."""
    owner = names.owners[sampler]
    if isinstance(member, ast.Derived):
        node = _derived(e, member)
        owner.members[member.name].node = node
        return [Named(member.name, node, member.span)]
    if from_data(member.distribution):
        from gamelang.checking.datasets import columns

        for (name, _, _), node in zip(
            member.names, columns(e, sampler, member, source), strict=True
        ):
            owner.members[name].node = node
        return []
    if len(member.names) > 1:
        raise fault(
            "G434",
            "several names at once are fed by a file or a data set",
            member.distribution.span,
            "a distribution draws one value",
            "write one line for each name",
        )
    ((name, indices, type_),) = member.names
    node = drawn(e, f"{sampler}.{name}", sampler, indices, type_, member.distribution, member.span)
    owner.members[name].node = node
    return [Named(name, node, member.span)]


def from_data(distribution: ast.Expr) -> bool:
    """Whether a distribution is a table of rows."""
    match distribution:
        case ast.Call(ast.Reference(name, None)):
            return name in FILES or name in SETS
        case _:
            return False


def random_entry(e: Elaborator, let: ast.Let, scope: Scope, variables: Sequence[Variable]) -> Node:
    """The value of `let z[i in n]: vector[2] ~ normal(0, 1)` where its indices are these."""
    assert let.type is not None, "the grammar wants a type"
    if from_data(let.value):
        raise fault(
            "G437",
            "rows of data are drawn by a sampler",
            let.value.span,
            "a `let` has no rows",
            f"write `sampler data:` and below it `{let.name}: ... ~ ...`",
        )
    return _entry(e, let.name, None, variables, scope, let.type, let.value, let.name_span)


def drawn(
    e: Elaborator,
    path: str,
    sampler: str | None,
    declared: tuple[ast.IndexVariable, ...],
    type_: ast.Type,
    distribution: ast.Expr,
    span: Span,
) -> Node:
    """The whole array that a draw makes, its indices first."""
    scope, variables = constants.indices(e, declared, Scope())
    node = _entry(e, path, sampler, variables, scope, type_, distribution, span)
    return _over(e, variables, node)


def _entry(
    e: Elaborator,
    path: str,
    sampler: str | None,
    variables: Sequence[Variable],
    scope: Scope,
    type_: ast.Type,
    distribution: ast.Expr,
    span: Span,
) -> Node:
    _refuse_domain(type_)
    resolved = types.resolve(e, type_, Scope())
    name = path.rpartition(".")[2]
    drawing = Drawing(e, name, sampler, resolved, variables, scope, span, path)
    node = drawing.draw(distribution)
    if resolved.shape and not node.shape:
        node = filled(e, node, resolved.shape)
    return node


def _derived(e: Elaborator, derived: ast.Derived) -> Node:
    _refuse_domain(derived.type)
    scope, variables = constants.indices(e, derived.indices, Scope())
    resolved = types.resolve(e, derived.type, Scope())
    node = e.maker.real(e.node(derived.value, scope))
    wrong = resolved.kind == "int" and node.kind != "int"
    if wrong or not e.maker.fits(resolved.shape, node.shape):
        wanted = "an index" if wrong else f"a {describe(resolved.shape)}"
        raise fault(
            "G312",
            f"`{derived.name}` is {wanted}, and its value is a {describe(node.shape)}",
            derived.value.span,
            "this is no index" if wrong else f"this is a {describe(node.shape)}",
            labels=(Label(derived.type.span, "declared here"),),
        )
    return _over(e, variables, node)


def _refuse_domain(type_: ast.Type) -> None:
    if type_.domain is not None:
        raise fault(
            "G411",
            "a random value has no domain: its distribution says where it lies",
            type_.domain.span,
            "leave this out",
        )


def _over(e: Elaborator, variables: Sequence[Variable], node: Node) -> Node:
    for variable in reversed(variables):
        node = e.builder.comprehension(variable, node)
    return node
