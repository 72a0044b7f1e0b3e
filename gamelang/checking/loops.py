"""Generators: `[f(i) for i in n]` and `sum(f(i) for i in n if i != j)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.builtins.record import Builtin
from gamelang.catalog import entries
from gamelang.checking.making import Operand
from gamelang.checking.problems import fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import ZERO, Dim, describe
from gamelang.core.typed import Node, Reducer, Variable

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

DIRECT: dict[str, Reducer] = {
    "sum": "sum",
    "prod": "prod",
    "max": "max",
    "min": "min",
    "logsumexp": "logsumexp",
}


def comprehension(e: Elaborator, expr: ast.Comprehension, scope: Scope) -> Node:
    variables: list[Variable] = []
    for clause in expr.clauses:
        if clause.condition is not None:
            raise fault(
                "G316",
                "a list cannot leave entries out",
                clause.condition.span,
                "`if` is for reductions such as `sum(...)`",
            )
        start, stop = _sizes(e, clause, scope)
        if not e.bounds.at_least(stop - start, 1):
            raise fault(
                "G316", "a list can be empty here", clause.domain.span, "it may run over nothing"
            )
        variables.append(e.builder.variable(clause.variable, start, stop))
        scope = scope.with_local(clause.variable, variables[-1])
    node = e.maker.real(e.node(expr.body, scope))
    for variable in reversed(variables):
        node = e.builder.comprehension(variable, node)
    return node


def reduction(e: Elaborator, expr: ast.Reduction, scope: Scope) -> Node:
    name = expr.function.name
    rule = entries("gamelang.builtins", Builtin).get(name)
    if expr.function.owner is not None or rule is None or not (rule.reducer or rule.takes_axis):
        reducers = [b.name for b in entries("gamelang.builtins", Builtin).values() if b.reducer]
        raise fault(
            "G315",
            f"`{name}` does not reduce, so it takes no generator",
            expr.function.span,
            help=f"the functions that do are {', '.join(sorted(reducers))}",
        )
    if expr.keywords:
        key, value = expr.keywords[0]
        message = f"`{name}` over a generator takes no keywords"
        raise fault("G304", message, value.span, f"given as `{key}`")
    bound: list[tuple[Variable, Node | None]] = []
    for clause in expr.clauses:
        variable, condition, scope = _clause(e, clause, scope)
        bound.append((variable, condition))
    body = e.maker.real(e.node(expr.body, scope))
    if name in DIRECT:
        return _nest(e, DIRECT[name], bound, body)
    if name in ("mean", "norm", "norm2"):
        return _derived(e, name, bound, body, expr)
    if len(bound) == 1 and bound[0][1] is None and not body.shape:
        column = e.builder.comprehension(bound[0][0], body)
        return e.builder.apply(name, (column,), (), "int" if name == "argmax" else "real")
    raise fault("G315", f"`{name}` takes one `for` over scalars, without `if`", expr.span)


def _derived(
    e: Elaborator,
    name: str,
    bound: list[tuple[Variable, Node | None]],
    body: Node,
    expr: ast.Reduction,
) -> Node:
    span = expr.span
    if name == "mean":
        total = _nest(e, "sum", bound, body)
        count = _nest(e, "sum", bound, e.builder.number(1, "int"))
        minus = Operand(e.builder.number(-1, "int"), span)
        share = e.maker.power(Operand(count, span), minus, span)
        return e.maker.multiply([Operand(total, span), Operand(share, span)], span)
    two = Operand(e.builder.number(2, "int"), span)
    square = e.maker.power(Operand(body, span), two, span)
    total = _nest(e, "sum", bound, square)
    if total.shape:
        total = e.builder.apply("sum", (total,), ())
    return total if name == "norm2" else e.builder.apply("sqrt", (total,), total.shape)


def _nest(
    e: Elaborator, function: Reducer, bound: list[tuple[Variable, Node | None]], body: Node
) -> Node:
    for variable, condition in reversed(bound):
        counted = isinstance(body, typed.Number) and body.value == 1 and function == "sum"
        size = variable.count.value(e.maker.sizes)
        if size is not None and size <= 0 and function in ("sum", "prod"):
            body = _of_nothing(e, function, body)
        elif counted and condition is None and e.bounds.at_least(variable.count, 0):
            body = e.builder.size(variable.count)
        else:
            body = e.builder.reduction(function, variable, body, condition)
    return body


def _of_nothing(e: Elaborator, function: Reducer, body: Node) -> Node:
    """The empty sum or product."""
    if body.shape:
        return e.builder.apply("zeros" if function == "sum" else "ones", (), body.shape)
    return e.builder.number(0 if function == "sum" else 1, body.kind)


def _clause(e: Elaborator, clause: ast.Clause, scope: Scope) -> tuple[Variable, Node | None, Scope]:
    conditions: list[Node] = []
    match clause.domain:
        case ast.Call(ast.Reference("range", None), arguments) if 1 <= len(arguments) <= 2:
            ends = [e.node(a, scope) for a in arguments]
            start, stop, conditions = _range(e, clause, ends, scope)
        case _:
            start, stop = _sizes(e, clause, scope)
    variable = e.builder.variable(clause.variable, start, stop)
    conditions = [e.builder.substitute(c, {PLACE: variable}) for c in conditions]
    scope = scope.with_local(clause.variable, variable)
    for condition in conditions:
        scope = scope.with_known(e.bounds.assume(condition, True, scope.known))
    if clause.condition is not None:
        conditions.append(e.condition(clause.condition, scope))
        scope = scope.with_known(e.bounds.assume(conditions[-1], True, scope.known))
    if len(conditions) > 1:
        return variable, e.builder.apply("and", tuple(conditions), (), "bool"), scope
    return variable, conditions[0] if conditions else None, scope


PLACE = Variable("place", 0, ZERO, ZERO)


def _range(
    e: Elaborator, clause: ast.Clause, ends: list[Node], scope: Scope
) -> tuple[Dim, Dim, list[Node]]:
    """range(a, b), also with index variables in a and b: the widest range, and conditions."""
    from gamelang.checking.bounds import size_of

    low = ends[0] if len(ends) == 2 else e.builder.number(0, "int")
    high = ends[-1]
    start, stop = size_of(low), size_of(high)
    if start is not None and stop is not None:
        return start, stop, []
    conditions: list[Node] = []
    if start is None:
        conditions.append(e.builder.apply("lesseq", (low, PLACE), (), "bool"))
        start = next(iter(e.bounds.of(low, scope.known).low), None)
    if stop is None:
        conditions.append(e.builder.apply("less", (PLACE, high), (), "bool"))
        stop = next(iter(e.bounds.of(high, scope.known).high), None)
    if start is None or stop is None or low.kind != "int" or high.kind != "int":
        raise fault(
            "G316",
            "the ends of a range are integers with known limits",
            clause.domain.span,
            "nothing bounds this range",
        )
    return start, stop, conditions


def _sizes(e: Elaborator, clause: ast.Clause | ast.IndexVariable, scope: Scope) -> tuple[Dim, Dim]:
    return domain(e, clause.domain, scope)


def domain(e: Elaborator, expr: ast.Expr, scope: Scope) -> tuple[Dim, Dim]:
    """Where an index variable runs: a size, or range(a, b) of sizes."""
    match expr:
        case ast.Call(ast.Reference("range", None), arguments, ()) if len(arguments) in (1, 2):
            ends = [e.size(a, scope, "the end of a range") for a in arguments]
            return (ends[0], ends[1]) if len(ends) == 2 else (ZERO, ends[0])
        case ast.Call(ast.Reference("range", None)):
            raise fault("G316", "range takes one end or two", expr.span, help="write `range(a, b)`")
        case _:
            return ZERO, _iterated(e, expr, scope)


def _iterated(e: Elaborator, expr: ast.Expr, scope: Scope) -> Dim:
    node = e.node(expr, scope)
    if node.kind == "int" and not node.shape:
        return e.size(expr, scope)
    raise fault(
        "G316",
        "`for` runs over a size, and this is none",
        expr.span,
        f"this is a {describe(node.shape)}" if node.shape else "not made of whole numbers and dims",
        _by_index(expr, node),
    )


def _by_index(expr: ast.Expr, node: Node) -> str | None:
    """The loop that was meant."""
    if node.shape:
        return f"write `for i in {node.shape[0]}` and use `{quoted(expr)}[i]`"
    if isinstance(expr, ast.Reference):
        return f"a size is declared as `dim {expr.name}`"
    return None
