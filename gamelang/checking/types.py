"""Types: `matrix[m, n] >= 0` as a shape, a kind and a domain."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.checking.problems import FaultError, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.checking.undefined import known_value
from gamelang.core import ast
from gamelang.core.dims import Dim, Shape, describe
from gamelang.core.game import Domain
from gamelang.core.printing import print_type
from gamelang.core.typed import Kind, Node
from gamelang.diagnostics.near import near
from gamelang.frozen import frozen
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

AXES = {"real": (0, 0), "vector": (1, 1), "matrix": (2, 2), "tensor": (1, 8), "simplex": (1, 2)}
ENTRIES = 10_000_000
FORMS = {
    "real": ("a real has no sizes", ""),
    "vector": ("a vector has one size", "vector[n]"),
    "matrix": ("a matrix has two sizes", "matrix[m, n]"),
    "tensor": ("a tensor has 1 to 8 sizes", "tensor[a, b, c]"),
    "simplex": ("a simplex has one size, or two for a matrix of rows", "simplex[n]"),
}
MEANT = {
    **dict.fromkeys(("float", "double", "scalar", "number", "float64", "float32"), "real"),
    **dict.fromkeys(("array", "list", "ndarray"), "vector[n]"),
    **dict.fromkeys(("int", "integer", "bool"), "index[n]"),
    **dict.fromkeys(("distribution", "probability"), "simplex[n]"),
}


@frozen
class Resolved:
    """`index_size` is V of `index[V]`, else None."""

    shape: Shape
    kind: Kind
    simplex: bool
    index_size: Dim | None = None


def resolve(e: Elaborator, type_: ast.Type, scope: Scope) -> Resolved:
    """The shape of a type; its domain is `domain`'s business."""
    if type_.name == "index":
        if len(type_.sizes) != 1:
            raise _wrong_count(type_, "an index has one size", "index[n]")
        return Resolved((), "int", False, size(e, type_.sizes[0], scope))
    if type_.name not in AXES:
        raise _unknown(type_)
    least, most = AXES[type_.name]
    if not least <= len(type_.sizes) <= most:
        raise _wrong_count(type_, *FORMS[type_.name])
    shape = tuple(size(e, s, scope) for s in type_.sizes)
    _refuse_huge(e, shape, type_)
    return Resolved(shape, "real", type_.name == "simplex")


def _unknown(type_: ast.Type) -> FaultError:
    guess = next(iter(near(type_.name, [*AXES, "index"])), MEANT.get(type_.name.lower()))
    names = "real, vector[n], matrix[m, n], tensor[a, b, c], index[n], simplex[n]"
    return fault(
        "G309",
        f"unknown type `{type_.name}`",
        Span(type_.span.start, type_.span.start + len(type_.name)),
        "no type of this name",
        f"did you mean `{guess}`?" if guess else f"the types are {names}",
    )


def _wrong_count(type_: ast.Type, message: str, form: str) -> FaultError:
    given = len(type_.sizes)
    label = "here is none" if not given else f"here {'is 1' if given == 1 else f'are {given}'}"
    if type_.name == "real":
        word = {1: "vector", 2: "matrix"}.get(given, "tensor")
        form = f"{word}[{', '.join(map(quoted, type_.sizes))}]"
    return fault("G310", message, type_.span, label, f"write `{form}`")


def size(e: Elaborator, expr: ast.Expr, scope: Scope) -> Dim:
    """A size of a type: a whole number of at least 1."""
    dim = e.size(expr, scope)
    value = dim.value(e.maker.sizes)
    if value is not None and value < 1:
        raise fault("G311", "a size is at least 1", expr.span, f"this is {value}")
    if value is None and not e.bounds.at_least(dim, 1):
        raise fault(
            "G311",
            f"the size {dim} can be less than 1",
            expr.span,
            help="say how large a dim is at least, such as `dim n >= 2`",
        )
    return dim


def _refuse_huge(e: Elaborator, shape: Shape, type_: ast.Type) -> None:
    total = 1
    for dim in shape:
        total *= dim.value(e.maker.sizes) or 1
    if total > ENTRIES:
        raise fault(
            "G321",
            f"a {describe(shape)} has {total:,} entries; at most {ENTRIES:,} are possible",
            type_.span,
            "too large",
        )


def domain(e: Elaborator, type_: ast.Type, resolved: Resolved, scope: Scope) -> Domain | None:
    """The domain a type states; its limits are constant scalars."""
    if resolved.simplex:
        if type_.domain is not None:
            raise fault(
                "G411",
                "a simplex has its domain already: entries of at least 0 that sum to 1",
                type_.domain.span,
                "a second one",
                f"write `{print_type(replace(type_, domain=None))}`",
            )
        return Domain("simplex")
    match type_.domain:
        case None:
            return None
        case ast.Interval(low, high, span):
            low_node, high_node = limit(e, low, scope), limit(e, high, scope)
            _refuse_empty(e, low_node, high_node, span)
            return Domain("box", low_node, high_node)
        case ast.Bound(symbol, expr, span):
            node = limit(e, expr, scope)
            match symbol:
                case ">" | ">=":
                    return Domain("box", low=node, low_strict=symbol == ">")
                case "<" | "<=":
                    return Domain("box", high=node, high_strict=symbol == "<")
                case "!=":
                    return Domain("nonzero", low=node)
                case _:
                    raise fault("G411", "a bound is >, >=, <, <= or `in [a, b]`", span)


def limit(e: Elaborator, expr: ast.Expr, scope: Scope) -> Node | None:
    """A limit of a domain; None where it is infinite."""
    node = e.fixed(expr, scope, "the limit of a domain")
    if node.shape:
        raise fault(
            "G411",
            f"the limit of a domain is one number, not a {describe(node.shape)}",
            expr.span,
            f"this is a {describe(node.shape)}",
        )
    text = ast.Reference("inf")
    if expr == text or expr == ast.Product((ast.Literal(Fraction(-1)), text)):
        return None
    return node


def _refuse_empty(e: Elaborator, low: Node | None, high: Node | None, span: Span) -> None:
    if low is None or high is None:
        return
    a, b = known_value(e, low), known_value(e, high)
    if a is not None and b is not None and a > b:
        help = f"the smaller one stands first: `in [{b}, {a}]`"
        raise fault("G411", f"the interval from {a} to {b} is empty", span, help=help)
    if a is not None and a == b:
        message = f"the interval from {a} to {b} holds a single number"
        raise fault("G411", message, span, help="a number that never changes is a `const`")
