"""Types: `matrix[m, n] >= 0` as a shape, a kind and a domain."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.checking.problems import fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import Dim, Shape, describe
from gamelang.core.game import Domain
from gamelang.core.typed import Kind, Node
from gamelang.diagnostics.near import near
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

AXES = {"real": (0, 0), "vector": (1, 1), "matrix": (2, 2), "tensor": (1, 8), "simplex": (1, 2)}
ENTRIES = 10_000_000


@dataclass(frozen=True, slots=True)
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
            raise fault("G310", "an index has one size: `index[n]`", type_.span)
        return Resolved((), "int", False, size(e, type_.sizes[0], scope))
    if type_.name not in AXES:
        guess = next(iter(near(type_.name, [*AXES, "index"])), None)
        names = "real, vector[n], matrix[m, n], tensor[a, b, c], index[n], simplex[n]"
        raise fault(
            "G309",
            f"unknown type `{type_.name}`",
            type_.span,
            "no type of this name",
            f"did you mean `{guess}`?" if guess else f"the types are {names}",
        )
    least, most = AXES[type_.name]
    if not least <= len(type_.sizes) <= most:
        forms = {"real": "real", "vector": "vector[n]", "matrix": "matrix[m, n]"}
        form = forms.get(type_.name, f"{type_.name}[a, b, ...]")
        raise fault(
            "G310", f"this type is written `{form}`", type_.span, f"{len(type_.sizes)} sizes"
        )
    shape = tuple(size(e, s, scope) for s in type_.sizes)
    _refuse_huge(e, shape, type_)
    return Resolved(shape, "real", type_.name == "simplex")


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
            raise fault("G411", "a simplex has its domain already", type_.domain.span)
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
    forbidden = {"parameter": "the limit of a domain", "draw": "the limit of a domain"}
    node = e.node(expr, Scope(scope.local, scope.known, forbidden))
    if node.shape:
        raise fault(
            "G411", "the limit of a domain is a number", expr.span, f"a {describe(node.shape)}"
        )
    text = ast.Reference("inf")
    if expr == text or expr == ast.Product((ast.Literal(Fraction(-1)), text)):
        return None
    return node


def _refuse_empty(e: Elaborator, low: Node | None, high: Node | None, span: Span) -> None:
    from gamelang.checking.calls import known_value

    if low is None or high is None:
        return
    a, b = known_value(e, low), known_value(e, high)
    if a is not None and b is not None and a >= b:
        raise fault("G411", f"the interval from {a} to {b} is empty", span, help="[low, high]")
