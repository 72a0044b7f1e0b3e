"""Functions of networks and functions: `weights(D)`, `grad(f, x)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.builtins.networks.layers import shaped
from gamelang.checking import network_calls
from gamelang.checking.inlining import inlined
from gamelang.checking.making import Operand
from gamelang.checking.names import Entry
from gamelang.checking.problems import REPORTED, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast, typed
from gamelang.core.dims import ZERO, count, describe
from gamelang.core.stopping import held_at
from gamelang.core.typed import Node
from gamelang.diagnostics.model import Label

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def weights(e: Elaborator, expr: ast.Call, scope: Scope) -> Node:
    """A network's parameters as one vector; of a whole family one row a member."""
    if len(expr.arguments) != 1 or expr.keywords or expr.indices:
        raise fault("G303", "`weights` is used as `weights(D)`, of a net", expr.span)
    entry, indices = _named(e, expr.arguments[0])
    if entry is None or entry.what != "net":
        raise _no_net(entry, expr.arguments[0])
    net = network_calls.known(entry)
    if indices:
        member = network_calls.places(e, net, indices, expr.arguments[0].span, scope)
        return _together(e, [network_calls.own(e, node, member) for node in net.nodes])
    fresh = tuple(e.builder.variable(v.name, ZERO, v.count) for v in net.variables)
    node = _together(e, [network_calls.own(e, node, fresh) for node in net.nodes])
    for variable in reversed(fresh):
        node = e.builder.comprehension(variable, node)
    return node


def _together(e: Elaborator, parts: list[Node]) -> Node:
    sizes = [count(part.shape) for part in parts]
    flat = tuple(shaped(e.builder, p, (n,)) for p, n in zip(parts, sizes, strict=True))
    return flat[0] if len(flat) == 1 else e.builder.apply("concat", flat, (sum(sizes, ZERO),))


def _no_net(entry: Entry | None, argument: ast.Expr) -> Exception:
    what = "" if entry is None else f", and this is a {entry.what}"
    labels = () if entry is None else (Label(entry.span, "declared here"),)
    message = f"`weights` takes a net{what}"
    return fault("G125", message, argument.span, "not the name of a net", labels=labels)


def _named(e: Elaborator, argument: ast.Expr) -> tuple[Entry | None, tuple[ast.Expr, ...]]:
    """The function or net that is named, `f` or `f[i]`; None where it is none."""
    indices: tuple[ast.Expr, ...] = ()
    match argument:
        case ast.Index(ast.Reference() as inner, items):
            indices = tuple(i for i in items if not isinstance(i, ast.Slice))
            if len(indices) == len(items):
                argument = inner
    if not isinstance(argument, ast.Reference) or argument.name in e.names.builtin_functions:
        return None, ()
    return e.names.find(argument), indices


# gradients


def gradient(e: Elaborator, expr: ast.Call, scope: Scope) -> Node:
    """`grad(f, x, ...)`: the derivative of a real-valued net or fn by its first argument."""
    if len(expr.arguments) < 2 or expr.keywords or expr.indices:
        raise fault("G303", "`grad` is used as `grad(f, x)`, of a net or fn", expr.span)
    entry, indices = _named(e, expr.arguments[0])
    if entry is None or entry.what not in ("function", "net"):
        raise _no_function(expr.arguments[0])
    operands = e.operands(expr.arguments[1:], scope)
    at = e.maker.real(operands[0].node)
    if _takes_index(entry):
        message = f"`{entry.name}` takes an index first, and that has no derivative"
        raise fault("G125", message, expr.arguments[1].span, "an index")
    symbol = _point(e, entry, indices, operands, at, scope)
    moved = [Operand(symbol, operands[0].span), *operands[1:]]
    if entry.what == "net":
        net = network_calls.known(entry)
        member = network_calls.places(e, net, indices, expr.arguments[0].span, scope)
        value = network_calls.applied(e, net, member, moved, expr.span, scope)
    else:
        value = _function_at(e, entry, moved, expr, scope)
    if value.shape:
        message = f"`grad` is of a function that gives a real, and `{entry.name}` gives a "
        label = f"this gives a {describe(value.shape)}"
        raise fault("G125", message + describe(value.shape), expr.arguments[0].span, label)
    return derived(e, symbol, e.maker.real(value), at)


def _point(
    e: Elaborator,
    entry: Entry,
    indices: tuple[ast.Expr, ...],
    operands: list[Operand],
    at: Node,
    scope: Scope,
) -> typed.Symbol:
    """What stands for the point: one for one gradient, up to the names of index variables. So it is
    one expression wherever it is written, and computed once. One for each function would not do:
    a further argument may be a gradient of the same function."""
    b = e.builder
    places = (e.node(i, scope) for i in indices)
    closed = b.stack((*places, at, *(o.node for o in operands[1:])), (), "real")
    for variable in sorted(b.variables(closed), key=lambda v: v.key):
        closed = b.comprehension(variable, closed)
    key = (entry.path, closed)
    if key not in e.points:
        e.points[key] = e.builder.symbol(at.shape)
    return e.points[key]


def _takes_index(entry: Entry) -> bool:
    if entry.net is not None:
        return entry.net.plan.inputs[0].index_size is not None
    return entry.function is not None and (
        bool(entry.function.parameters) and entry.function.parameters[0][1].name == "index"
    )


def _function_at(
    e: Elaborator, entry: Entry, operands: list[Operand], expr: ast.Call, scope: Scope
) -> Node:
    if entry.function is None:
        raise REPORTED
    return inlined(e, entry.function, operands, expr.span, scope)


def derived(e: Elaborator, symbol: typed.Symbol, body: Node, at: Node) -> Node:
    """The derivative of the body by the symbol, at a point, with every `stop(...)` held."""
    body = held_at(e.builder, body, symbol, at)
    if all(node is not symbol for node in typed.postorder(body)):
        return e.builder.apply("zeros", (), at.shape) if at.shape else e.builder.number(0)
    return e.builder.gradient(symbol, body, at)


def _no_function(argument: ast.Expr) -> Exception:
    text = quoted(argument)
    return fault(
        "G125",
        "`grad` takes the name of a net or fn, and then where the derivative is wanted",
        argument.span,
        "this is neither",
        f"give it a name: `fn f(x: real) = ...`, and write `grad(f, x)` for `{text}`",
    )
