"""Scalar nodes and normal forms in the game language: every text parses as an expression.

Walks share nothing in the text, so a heavily shared DAG could print as a very long line:
beyond `LONGEST` characters TooLargeError is raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from gamelang.symbolic.limits import TooLargeError
from gamelang.symbolic.nodes import (
    Add,
    Apply,
    Choice,
    Compare,
    Coordinate,
    Logic,
    Multiply,
    Node,
    Pi,
    Q,
    Rational,
    Scalar,
    Symbol,
    postorder,
)
from gamelang.symbolic.scalars import ScalarGame, written

LONGEST = 200_000
HALF = Fraction(1, 2)
COMPARED = {"less": "<", "lesseq": "<=", "equal": "==", "unequal": "!="}
TURNED = {"less": ">", "lesseq": ">=", "equal": "==", "unequal": "!="}
CALLED = {"maximum": "max", "minimum": "min"}
# How tightly a text holds together: what stands below a level needs brackets around it.
CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER, ATOM = range(9)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and how tightly its outermost operator binds."""

    text: str
    level: int

    def at(self, level: int) -> str:
        """With brackets if the surroundings bind tighter."""
        return self.text if self.level >= level else f"({self.text})"


def number(value: Q) -> Text:
    if value.denominator == 1:
        return Text(str(value.numerator), ATOM if value >= 0 else PRODUCT)
    return Text(f"{value.numerator}/{value.denominator}", PRODUCT)


def text(game: ScalarGame, root: Scalar) -> str:
    """A scalar node."""
    known: dict[Node, Text] = {}
    for node in postorder(root):
        known[node] = _of(game, node, known)
        if len(known[node].text) > LONGEST:
            raise TooLargeError(f"the expression has more than {LONGEST:,} characters")
    return known[root].text


def _of(game: ScalarGame, node: Node, known: dict[Node, Text]) -> Text:
    match node:
        case Rational(value):
            return number(value)
        case Coordinate(k):
            return Text(game.parameters[k].name, ATOM)
        case Symbol(name, index):
            return Text(written(name, index), ATOM)
        case Pi():
            return Text("pi", ATOM)
        case Add(constant, terms):
            parts = [scaled(c, known[t]) for t, c in terms]
            return total([*parts, *([number(constant)] if constant else [])])
        case Multiply(factors):
            ordered = sorted(factors, key=lambda pair: _rank(pair[0]))
            return product([(known[b], e) for b, e in ordered])
        case Apply(primitive, arguments):
            inside = ", ".join(known[a].text for a in arguments)
            return Text(f"{CALLED.get(primitive, primitive)}({inside})", ATOM)
        case Compare(symbol, Add(constant, terms)) if terms[0][1] < 0:
            # -x < 0 is read as x > 0.
            parts = [scaled(-c, known[t]) for t, c in terms]
            shown = total([*parts, *([number(-constant)] if constant else [])])
            return Text(f"{shown.at(SUM)} {TURNED[symbol]} 0", COMPARISON)
        case Compare(symbol, difference):
            return Text(f"{known[difference].at(SUM)} {COMPARED[symbol]} 0", COMPARISON)
        case Logic("not", (part,)):
            return Text(f"not {known[part].at(NOT)}", NOT)
        case Logic(symbol, parts_of):
            level = OR if symbol == "or" else AND
            return Text(f" {symbol} ".join(known[p].at(level + 1) for p in parts_of), level)
        case Choice(condition, yes, no):
            return Text(
                f"where({known[condition].text}, {known[yes].text}, {known[no].text})", ATOM
            )
        case _:
            assert_never(node)


def _rank(node: Node) -> int:
    """Constants are written before parameters, and these before what is made of them."""
    match node:
        case Rational() | Pi() | Symbol():
            return 0
        case Coordinate():
            return 1
        case _:
            return 2


def scaled(factor: Q, part: Text) -> Text:
    """factor · part."""
    if factor == 1:
        return part
    if factor == -1:
        return Text(f"-{part.at(PRODUCT)}", PRODUCT)
    above, below = factor.numerator, factor.denominator
    head = part.at(PRODUCT) if above == 1 else f"{above} * {part.at(PRODUCT)}"
    if above == -1:
        head = f"-{part.at(PRODUCT)}"
    return Text(head if below == 1 else f"{head} / {below}", PRODUCT)


def total(parts: list[Text]) -> Text:
    """A sum; a part that begins with a minus sign is subtracted."""
    if not parts:
        return Text("0", ATOM)
    if len(parts) == 1:
        return parts[0]
    pieces = [parts[0].at(SUM)]
    for part in parts[1:]:
        inner = part.at(PRODUCT)
        pieces.append(f" - {inner[1:]}" if inner.startswith("-") else f" + {inner}")
    return Text("".join(pieces), SUM)


def product(factors: list[tuple[Text, Q]]) -> Text:
    """Powers above and below one fraction line."""
    above = [_power(base, e) for base, e in factors if e > 0]
    below = [_power(base, -e) for base, e in factors if e < 0]
    if not below:
        if len(above) == 1:
            return above[0]
        return Text(" * ".join(part.at(PRODUCT) for part in above), PRODUCT)
    head = " * ".join(part.at(PRODUCT) for part in above) or "1"
    tail = below[0].at(POWER) if len(below) == 1 else ""
    if not tail:
        tail = f"({' * '.join(part.at(PRODUCT) for part in below)})"
    return Text(f"{head} / {tail}", PRODUCT)


def _power(base: Text, exponent: Q) -> Text:
    if exponent == 1:
        return base
    if exponent == HALF:
        return Text(f"sqrt({base.text})", ATOM)
    shown = number(exponent)
    return Text(f"{base.at(ATOM)}**{shown.at(ATOM)}", POWER)
