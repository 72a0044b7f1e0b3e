"""The rules that a primitive function obeys when a scalar node is made: exact and cheap ones.

exp(0) = 1, exp(log u) = u, sin(-u) = -sin(u), |2u| = 2|u|, max(u, u) = u, sin(pi/6) = 1/2, ...
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gamelang.symbolic.limits import UndefinedError
from gamelang.symbolic.nodes import Add, Apply, Multiply, Pi, Q, Rational, Scalar, magnitude

if TYPE_CHECKING:
    from gamelang.symbolic.graph import Graph

ODD = ("sin", "tan", "tanh", "erf", "sign")
EVEN = ("cos", "abs")
AT_ZERO = {"exp": 1, "cos": 1, "sin": 0, "tan": 0, "tanh": 0, "erf": 0, "sign": 0, "abs": 0}


def apply(graph: Graph, primitive: str, arguments: tuple[Scalar, ...]) -> Scalar:
    """The primitive of these arguments, simplified where a rule fits."""
    if primitive in ("maximum", "minimum"):
        return _extreme(graph, primitive, *arguments)
    (argument,) = arguments
    if isinstance(argument, Rational):
        known = _of_rational(graph, primitive, argument.value)
        if known is not None:
            return known
    if primitive in ODD or primitive in EVEN:
        sign, argument = _positive_form(graph, argument)
        return graph.scale(sign if primitive in ODD else 1, _oriented(graph, primitive, argument))
    match primitive, argument:
        case ("exp", Apply("log", (inside,))) | ("log", Apply("exp", (inside,))):
            return inside
        case "exp", Add(0, ((Apply("log", (inside,)), power),)):
            return graph.product(((inside, power),))
    name: Any = primitive
    return graph.applied(name, argument)


def _of_rational(graph: Graph, primitive: str, value: Q) -> Scalar | None:
    if primitive == "log":
        if value <= 0:
            raise UndefinedError("the logarithm of a number that is not positive")
        return graph.number(0) if value == 1 else None
    if primitive == "abs":
        return graph.number(magnitude(value))
    if primitive == "sign":
        return graph.number((value > 0) - (value < 0))
    return graph.number(AT_ZERO[primitive]) if value == 0 else None


def _positive_form(graph: Graph, node: Scalar) -> tuple[int, Scalar]:
    """(sign, u) with node = sign · u, the same u for node and -node."""
    if isinstance(node, Rational):
        return (-1, graph.number(-node.value)) if node.value < 0 else (1, node)
    if isinstance(node, Add) and node.terms[0][1] < 0:
        return -1, graph.scale(-1, node)
    return 1, node


def _oriented(graph: Graph, primitive: str, argument: Scalar) -> Scalar:
    name: Any = primitive
    if primitive in ("abs", "sign"):
        match argument:
            case Add(_, ((_, leading), *_)) if leading != 1:
                # |2x + 2y| is 2|x + y|: sizes do not matter to signs.
                plain = graph.scale(Fraction(1) / leading, argument)
                scale: Q = leading if primitive == "abs" else 1
                return graph.scale(scale, _oriented(graph, primitive, plain))
            case Apply("exp"):
                return argument if primitive == "abs" else graph.number(1)
            case Apply("abs") if primitive == "abs":
                return argument
            case Multiply(((base, power),)) if power.denominator == 1 and primitive == "abs":
                if power % 2 == 0:
                    return argument
                return graph.product(((graph.apply("abs", base), power),))
    if primitive in ("sin", "cos", "tan"):
        known = _of_pi(graph, primitive, argument)
        if known is not None:
            return known
    return graph.applied(name, argument)


def _of_pi(graph: Graph, primitive: str, argument: Scalar) -> Scalar | None:
    """sin, cos, tan of multiples of pi/4 and pi/6."""
    match argument:
        case Pi():
            turns: Q = Fraction(1)
        case Add(0, ((Pi(), factor),)):
            turns = Fraction(factor)
        case _:
            return None
    if turns.denominator not in (1, 2, 3, 4, 6):
        return None
    if primitive == "tan":
        sine, cosine = (_sine(graph, turns + shift) for shift in (Fraction(0), Fraction(1, 2)))
        return graph.product(((sine, 1), (cosine, -1)))
    return _sine(graph, turns + (Fraction(1, 2) if primitive == "cos" else 0))


def _sine(graph: Graph, turns: Q) -> Scalar:
    """sin(turns · pi) for a denominator of 1, 2, 3, 4 or 6."""
    turns = turns % 2
    if turns >= 1:
        return graph.scale(-1, _sine(graph, turns - 1))
    turns = min(turns, 1 - turns)
    half = Fraction(1, 2)
    squared: dict[Q, Q] = {
        0: 0,
        Fraction(1, 6): half**2,
        Fraction(1, 4): half,
        Fraction(1, 3): 3 * half**2,
    }
    return graph.product(((graph.number(squared.get(turns, 1)), half),))


def _extreme(graph: Graph, primitive: str, a: Scalar, b: Scalar) -> Scalar:
    difference = graph.subtract(a, b)
    if isinstance(difference, Rational):
        return a if (difference.value >= 0) == (primitive == "maximum") else b
    name: Any = primitive
    first, second = sorted((a, b), key=lambda node: node.order)
    return graph.applied(name, first, second)
