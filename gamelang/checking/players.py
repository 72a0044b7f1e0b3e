"""Players and families: parameters, their domains and starts, and one scalar loss each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.builtins.interpret import NoValueError
from gamelang.checking import constants, evaluating, expectations, properties, types
from gamelang.checking.exact import IrrationalError, OutsideError
from gamelang.checking.making import Operand
from gamelang.checking.problems import Problems, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import Shape, describe
from gamelang.core.game import Chosen, Domain, Draw, ParameterRecord, Player
from gamelang.core.typed import Node, Variable
from gamelang.diagnostics.model import Label
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

START = {"parameter": "a starting value", "draw": "a starting value"}
SIZE: dict[str, str] = dict.fromkeys(("parameter", "draw", "constant", "let"), "a size")


def parameter_node(
    e: Elaborator, player: ast.Player, parameter: ast.Parameter, variables: list[Variable]
) -> Node:
    """The parameter as a whole array, family axes first."""
    resolved = types.resolve(e, parameter.type, Scope(forbidden=SIZE))
    if resolved.kind != "real":
        raise fault(
            "G114",
            f"parameter `{parameter.name}` is an index, and indices cannot be learned",
            parameter.type.span,
            "an index",
            "a choice among n is learned as probabilities: `simplex[n]`",
        )
    shape = (*(v.count for v in variables), *resolved.shape)
    return e.builder.parameter(player.name, parameter.name, shape)


def record(
    e: Elaborator,
    parameter: ast.Parameter,
    node: typed.Parameter,
    key: str,
    scope: Scope,
    variables: list[Variable],
) -> ParameterRecord:
    resolved = types.resolve(e, parameter.type, Scope())
    domain = types.domain(e, parameter.type, resolved, Scope(forbidden=START))
    start: Node | Draw | None = None
    if parameter.start is not None:
        inner = Scope(scope.local, scope.known, START)
        if parameter.random:
            start = _draw(e, parameter.start, inner, variables, resolved.shape)
        else:
            start = _start(e, parameter, inner, variables, resolved.shape)
            _check_start(e, parameter, start, domain, node)
    return ParameterRecord(node, key, domain, start, parameter.name_span)


def _start(
    e: Elaborator, parameter: ast.Parameter, scope: Scope, variables: list[Variable], shape: Shape
) -> Node:
    assert parameter.start is not None
    node = e.maker.real(e.fixed(parameter.start, scope, "a starting value"))
    if node.shape and not e.maker.fits(node.shape, shape):
        raise fault(
            "G312",
            f"`{parameter.name}` is a {describe(shape)}, and it starts at a {describe(node.shape)}",
            parameter.start.span,
            f"this is a {describe(node.shape)}",
            labels=(Label(parameter.type.span, "declared here"),),
        )
    return _over_family(e, node, variables, shape)


def _over_family(e: Elaborator, node: Node, variables: list[Variable], shape: Shape) -> Node:
    """One value for each member; a plain scalar stays one."""
    if not node.shape and not e.builder.variables(node):
        return node
    if shape and not node.shape:
        node = constants.filled(e, node, shape)
    for variable in reversed(variables):
        node = e.builder.comprehension(variable, node)
    return node


def _draw(
    e: Elaborator, expr: ast.Expr, scope: Scope, variables: list[Variable], shape: Shape
) -> Draw:
    match expr:
        case ast.Call(ast.Reference("normal" | "uniform" as name, None), arguments, keywords):
            words = ("mean", "std") if name == "normal" else ("lo", "hi")
            given = dict(zip(words, arguments, strict=False)) | dict(keywords)
            if len(arguments) > 2 or set(given) != set(words):
                wanted = f"{name}({', '.join(words)})"
                message = f"`{name}` takes two arguments"
                raise fault("G117", message, expr.span, help=f"write `{wanted}`")
            low, high = (_draw_argument(e, given[w], scope, variables, shape) for w in words)
            _check_spread(e, name, given, low, high)
            return Draw("normal" if name == "normal" else "uniform", (low, high))
    raise fault(
        "G117",
        "a parameter starts at a draw from a normal or a uniform distribution",
        expr.span,
        "this is neither",
        "write `normal(mean, std)` or `uniform(lo, hi)`",
    )


def _draw_argument(
    e: Elaborator, expr: ast.Expr, scope: Scope, variables: list[Variable], shape: Shape
) -> Node:
    node = e.maker.real(e.fixed(expr, scope, "a starting value"))
    if node.shape and not e.maker.fits(node.shape, shape):
        raise fault("G312", f"this is a {describe(node.shape)}, not a number", expr.span)
    return _over_family(e, node, variables, shape)


def _check_spread(
    e: Elaborator, name: str, given: dict[str, ast.Expr], low: Node, high: Node
) -> None:
    try:
        a, b = evaluating.evaluate(e, low), evaluating.evaluate(e, high)
    except (IrrationalError, NoValueError, OutsideError):
        return
    if name == "normal" and min(b.entries) < 0:
        raise fault("G117", "a standard deviation cannot be negative", given["std"].span)
    if name == "uniform" and max(a.entries) > min(b.entries):
        lo, hi = quoted(given["lo"]), quoted(given["hi"])
        message = f"`uniform` runs from its smaller end to its larger one, and {hi} is below {lo}"
        raise fault("G117", message, given["hi"].span, help=f"write `uniform({hi}, {lo})`")


def _check_start(
    e: Elaborator,
    parameter: ast.Parameter,
    start: Node,
    domain: Domain | None,
    node: typed.Parameter,
) -> None:
    """A start outside the domain is an error, wherever it can be computed exactly."""
    assert parameter.start is not None
    if domain is None:
        return
    try:
        grid = evaluating.evaluate(e, start)
    except (IrrationalError, NoValueError):
        return
    except OutsideError as error:
        raise fault("G415", f"this start has no value: {error}", parameter.start.span) from None
    if domain.form == "simplex":
        width = node.shape[-1].value(e.maker.sizes)
        if width is None:
            return
        row = list(grid.entries) if grid.sizes else [Fraction(grid.scalar)] * width
        properties.on_simplex(row, width, f"the start of `{parameter.name}`", parameter.start.span)
        return
    for entry in set(grid.entries):
        problem = properties.outside(e, entry, domain)
        if problem:
            raise fault(
                "G113",
                f"`{parameter.name}` starts outside its domain: it is {problem}",
                parameter.start.span,
                f"{entry} lies outside",
                labels=_domain_label(parameter),
            )


def _domain_label(parameter: ast.Parameter) -> tuple[Label, ...]:
    domain = parameter.type.domain
    return () if domain is None else (Label(domain.span, "its domain"),)


def player(
    e: Elaborator,
    declared: ast.Player,
    parameters: tuple[ParameterRecord, ...],
    scope: Scope,
    variables: list[Variable],
) -> Player:
    """The player with its loss: the objective, negated if it is maximised."""
    node = e.maker.real(e.node(declared.objective, scope))
    if node.shape:
        raise fault(
            "G115",
            f"the objective of `{declared.name}` is a {describe(node.shape)}, not a number",
            declared.objective.span,
            f"this is a {describe(node.shape)}",
            _as_number(declared, node, variables),
        )
    expectations.refuse_random(e, node, declared.objective, f"the objective of `{declared.name}`")
    maximised = declared.direction == "maximize"
    if maximised:
        node = negated(e, node, declared.objective.span)
    return Player(declared.name, tuple(variables), parameters, node, maximised, declared.name_span)


def _as_number(declared: ast.Player, node: Node, variables: list[Variable]) -> str:
    """The member's own entry where the axis is the family's, else the sum."""
    text = quoted(declared.objective)
    if len(variables) == 1 and node.shape == (variables[0].count,):
        base = text if isinstance(declared.objective, ast.Reference) else f"({text})"
        return f"the member's own is `{base}[{variables[0].name}]`, everybody's `sum({text})`"
    return f"write `sum({text})`, or index it"


def negated(e: Elaborator, node: Node, span: Span) -> Node:
    minus = e.builder.number(-1, "int")
    if isinstance(node, typed.Sum):
        terms = [Operand(negated(e, t, span), span) for t in node.terms]
        return e.maker.add(terms, span)
    return e.maker.multiply([Operand(minus, span), Operand(node, span)], span)


def warn_unused(problems: Problems, players: list[Player], method: Chosen | None) -> None:
    """A loss without its player's own parameters gives that player nothing to do, unless the method
    names her: as a leader she moves by what the others answer."""
    given = () if method is None else (*method.arguments, *method.keywords.values())
    for p in players:
        if p.name in given:
            continue
        own = {q.node for q in p.parameters}
        if own and not any(node in own for node in typed.postorder(p.loss)):
            problems.add(
                "G118",
                f"the objective of `{p.name}` does not depend on its own parameters",
                p.span,
                "its simultaneous gradient is 0",
                severity="warning",
            )
