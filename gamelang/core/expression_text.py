"""A core expression -> its text, with the fewest brackets.

`parse_expression(print_expression(e)) == e` for every expression that the parser makes. What is
still to be written waits on an explicit stack, so depth costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

from gamelang.core import ast
from gamelang.core.numerals import numeral, quoted

# How tightly a form binds. A part that binds less tightly than its place asks for gets brackets.
CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, MINUS, POWER, POSTFIX, ATOM = range(11)

_LEVELS: dict[str, int] = {
    "or": OR, "and": AND, "not": NOT, "**": POWER, "@": PRODUCT, "//": PRODUCT, "%": PRODUCT,
    "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON,
    "==": COMPARISON, "!=": COMPARISON,
}  # fmt: skip

# Text, or an expression with the level that its place asks for.
Part = str | tuple[ast.Expr | ast.Slice, int]

_MINUS_ONE = Fraction(-1)


def print_expression(expression: ast.Expr) -> str:
    """The expression on one line."""
    return _written([(expression, CHOICE)])


def _written(parts: Iterable[Part]) -> str:
    waiting = list(parts)[::-1]
    text: list[str] = []
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            text.append(part)
            continue
        node, place = part
        inside = list(_parts(node))
        if _level(node) < place:
            inside = ["(", *inside, ")"]
        waiting.extend(reversed(inside))
    return "".join(text)


def _level(node: ast.Expr | ast.Slice) -> int:
    match node:
        case ast.Choice():
            return CHOICE
        case ast.Operator(symbol):
            return _LEVELS[symbol]
        case ast.Sum():
            return SUM
        case ast.Product():
            return PRODUCT
        case ast.Literal(Fraction() as value):
            return _number_level(value)
        case ast.Index():
            return POSTFIX
        case _:
            return ATOM


def _number_level(value: Fraction) -> int:
    if numeral(abs(value)) is None:
        return PRODUCT
    return MINUS if value < 0 else ATOM


def _parts(node: ast.Expr | ast.Slice) -> Iterator[Part]:
    match node:
        case ast.Literal(value):
            yield _literal(value)
        case ast.Reference(name, owner):
            yield name if owner is None else f"{owner}.{name}"
        case ast.Call(function, arguments, keywords, indices):
            yield from _callee(function, indices)
            yield from _call(_separated(arguments), keywords, bool(arguments))
        case ast.Reduction(function, body, clauses, keywords):
            yield from _parts(function)
            yield from _call(_generator(body, clauses), keywords, True)
        case ast.Sum(terms):
            yield from _sum(terms)
        case ast.Product(factors):
            yield from _product(factors, leading=True)
        case ast.Operator():
            yield from _operator(node)
        case ast.Slice(start, stop):
            yield from () if start is None else ((start, CHOICE),)
            yield ":"
            yield from () if stop is None else ((stop, CHOICE),)
        case ast.Index(base, items):
            yield (base, POSTFIX)
            yield from ("[", *_separated(items), "]")
        case ast.Array(items):
            yield from ("[", *_separated(items), "]")
        case ast.Comprehension(body, clauses):
            yield from ("[", *_generator(body, clauses), "]")
        case ast.Choice(condition, yes, no):
            yield from ((yes, OR), " if ", (condition, OR), " else ", (no, CHOICE))
        case ast.Expectation(body):
            yield from ("E[", (body, CHOICE), "]")
        case ast.Stop(body):
            yield from ("stop(", (body, CHOICE), ")")
        case _:
            assert_never(node)


def _literal(value: Fraction | str | bool) -> str:
    match value:
        case bool():
            return "True" if value else "False"
        case str():
            return quoted(value)
        case Fraction():
            sign = "-" if value < 0 else ""
            decimal = numeral(abs(value))
            return sign + (decimal or f"{abs(value).numerator} / {value.denominator}")
        case _:
            assert_never(value)


def _separated(items: Iterable[ast.Expr | ast.Slice]) -> Iterator[Part]:
    for number, item in enumerate(items):
        if number:
            yield ", "
        yield (item, CHOICE)


def _callee(function: ast.Reference, indices: tuple[ast.Expr, ...]) -> Iterator[Part]:
    yield from _parts(function)
    if indices:
        yield from ("[", *_separated(indices), "]")


def _call(
    arguments: Iterable[Part], keywords: tuple[tuple[str, ast.Expr], ...], several: bool
) -> Iterator[Part]:
    yield "("
    yield from arguments
    for number, (name, value) in enumerate(keywords):
        yield f"{', ' if several or number else ''}{name}="
        yield (value, CHOICE)
    yield ")"


def _generator(body: ast.Expr, clauses: tuple[ast.Clause, ...]) -> Iterator[Part]:
    yield (body, CHOICE)
    for clause in clauses:
        yield f" for {clause.variable} in "
        yield (clause.domain, OR)
        if clause.condition is not None:
            yield " if "
            yield (clause.condition, OR)


def _sum(terms: tuple[ast.Expr, ...]) -> Iterator[Part]:
    yield (terms[0], SUM + 1)
    for term in terms[1:]:
        match term:
            case ast.Literal(Fraction() as value) if value < 0:
                yield " - "
                yield (ast.Literal(-value), PRODUCT)
            case ast.Product(factors) if _subtracted(factors):
                yield " - "
                yield from _product(factors[1:], leading=True)
            case _:
                yield " + "
                yield (term, SUM + 1)


def _subtracted(factors: tuple[ast.Expr, ...]) -> bool:
    """Whether a product is what `- rest` makes. `- 2` is a literal, not a product."""
    match factors:
        case (ast.Literal(Fraction() as sign), ast.Literal(Fraction())):
            return False
        case (ast.Literal(Fraction() as sign), *_):
            return sign == _MINUS_ONE
        case _:
            return False


def _product(factors: tuple[ast.Expr, ...], leading: bool) -> Iterator[Part]:
    """`-a * b / c`. The first factor may be a division or another product-like operator."""
    first, *rest = factors
    if leading and _negated(factors):
        yield "-"
        yield (rest[0], POWER)
        rest = rest[1:]
    else:
        yield (first, PRODUCT if isinstance(first, ast.Operator) else MINUS)
    for factor in rest:
        match factor:
            case ast.Operator("**", (base, ast.Literal(Fraction() as power))) if (
                power == _MINUS_ONE
            ):
                yield " / "
                yield (base, MINUS)
            case _:
                yield " * "
                yield (factor, MINUS)


def _negated(factors: tuple[ast.Expr, ...]) -> bool:
    """Whether `-` may stand for the first factor: not before a number or a reciprocal."""
    match factors:
        case (ast.Literal(Fraction() as sign), ast.Literal(Fraction()), *_):
            return False
        case (ast.Literal(Fraction() as sign), ast.Operator("**", (_, ast.Literal(power))), *_):
            return sign == _MINUS_ONE and power != _MINUS_ONE
        case (ast.Literal(Fraction() as sign), *_):
            return sign == _MINUS_ONE
        case _:
            return False


def _operator(node: ast.Operator) -> Iterator[Part]:
    match node.symbol, node.operands:
        case "not", (operand,):
            yield from ("not ", (operand, NOT))
        case "**", (base, exponent):
            yield from ((base, POSTFIX), "**", (exponent, MINUS))
        case ("and" | "or") as word, (left, right):
            level = _LEVELS[word]
            yield from ((left, level), f" {word} ", (right, level + 1))
        case ("@" | "//" | "%") as sign, (left, right):
            yield from ((left, PRODUCT), f" {sign} ", (right, MINUS))
        case sign, (left, right):
            yield from ((left, SUM), f" {sign} ", (right, SUM))
        case _:
            raise ValueError(f"an operator with {len(node.operands)} operands")
