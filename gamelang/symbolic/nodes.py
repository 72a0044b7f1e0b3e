"""The nodes of the scalar DAG: real numbers as functions of scalar parameters and constants.

Made by `Graph` only, each once, so equal expressions are one object. A rational factor always
stands in an Add (2xy is Add(0, ((xy, 2),))); a power is a Multiply with one factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal as Word
from typing import assert_never

from gamelang.core.dag import children_first

# An exact rational; whole ones are kept as int because Fraction arithmetic is ten times slower.
Q = int | Fraction

Primitive = Word[
    "exp", "log", "sin", "cos", "tan", "tanh", "erf", "abs", "sign", "maximum", "minimum"
]
Comparison = Word["less", "lesseq", "equal", "unequal"]


@dataclass(frozen=True, slots=True, eq=False)
class Rational:
    value: Q
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Coordinate:
    """Scalar parameter number `number` of the game."""

    number: int
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """An entry of a constant without a value."""

    name: str
    index: tuple[int, ...]
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Pi:
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Add:
    """constant + Σ coefficient · term; no term is an Add or Rational, none occurs twice."""

    constant: Q
    terms: tuple[tuple[Scalar, Q], ...]
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Multiply:
    """Π base ** exponent, bases distinct, exponents rational and not 0.

    A base under an exponent that is no integer is nonnegative wherever the node is defined.
    """

    factors: tuple[tuple[Scalar, Q], ...]
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A primitive function of one argument, or maximum or minimum of two."""

    primitive: Primitive
    arguments: tuple[Scalar, ...]
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """`difference` compared with 0: less means difference < 0."""

    symbol: Comparison
    difference: Scalar
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Logic:
    symbol: Word["and", "or", "not"]
    parts: tuple[Condition, ...]
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`yes` where the condition holds, else `no`."""

    condition: Condition
    yes: Scalar
    no: Scalar
    order: int


Condition = Compare | Logic
Scalar = Rational | Coordinate | Symbol | Pi | Add | Multiply | Apply | Choice
Node = Scalar | Condition


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Rational() | Coordinate() | Symbol() | Pi():
            return ()
        case Add(_, terms):
            return tuple(term for term, _ in terms)
        case Multiply(factors):
            return tuple(base for base, _ in factors)
        case Apply(_, arguments):
            return arguments
        case Compare(_, difference):
            return (difference,)
        case Logic(_, parts):
            return parts
        case Choice(condition, yes, no):
            return (condition, yes, no)
        case _:
            assert_never(node)


def postorder(*roots: Node) -> Iterator[Node]:
    """Every node below the roots once, children first, without recursion."""
    return children_first(roots, children)


def magnitude(value: Q) -> Q:
    """|value|, with a type that says so."""
    return value if value >= 0 else -value


def tidy(value: Q) -> Q:
    """Whole numbers as int."""
    return value.numerator if value.denominator == 1 else value
