"""A core expression as LaTeX, for mathematics mode. Needs amsmath alone.

What is still to be written waits on an explicit stack, so depth costs nothing. Every brace and
every `\\left` that is opened is closed within the same piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

from gamelang.core import ast
from gamelang.core.numerals import numeral
from gamelang.syntax.parsing import parse_expression
from gamelang.typesetting.names import word

# How tightly a form binds. A part that binds less tightly than its place asks for gets brackets.
CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER, ATOM = range(9)
BIG = {"sum": "\\sum", "prod": "\\prod", "max": "\\max", "min": "\\min"}
UPRIGHT = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "exp", "det", "max", "min")
AROUND = {
    "abs": ("\\left|", "\\right|"),
    "norm": ("\\left\\|", "\\right\\|"),
    "norm2": ("\\left\\|", "\\right\\|^{2}"),
    "sqrt": ("\\sqrt{", "}"),
    "floor": ("\\left\\lfloor ", "\\right\\rfloor "),
}
SIGNS = {
    "<": "<", "<=": "\\le", ">": ">", ">=": "\\ge", "==": "=", "!=": "\\ne",
    "and": "\\land", "or": "\\lor", "@": "\\,", "//": "\\mathbin{//}", "%": "\\bmod",
}  # fmt: skip
LEVELS: dict[str, int] = {
    "and": AND,
    "or": OR,
    "not": NOT,
    "@": PRODUCT,
    "//": COMPARISON,
    "%": COMPARISON,
}
MINUS_ONE = ast.Literal(Fraction(-1))
OPEN, CLOSE = "\\left(", "\\right)"

# LaTeX, or an expression with the level that its place asks for.
Part = str | tuple[ast.Expr | ast.Slice, int]


def latex_of(text: str) -> str:
    """An expression of the language, given as text. Raises Rejected where it is none."""
    return latex(parse_expression(text))


def latex(expression: ast.Expr) -> str:
    """The expression on one line."""
    waiting: list[Part] = [(expression, CHOICE)]
    written: list[str] = []
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            written.append(part)
            continue
        node, place = part
        inside = list(_parts(node))
        if _level(node) < place:
            inside = [OPEN, *inside, CLOSE]
        waiting.extend(reversed(inside))
    return "".join(written)


def _level(node: ast.Expr | ast.Slice) -> int:
    match node:
        case ast.Choice():
            return CHOICE
        case ast.Operator("**"):
            return POWER
        case ast.Operator(symbol):
            return LEVELS.get(symbol, COMPARISON)
        case ast.Sum() | ast.Reduction(ast.Reference("sum" | "prod" | "max" | "min", None)):
            return SUM
        case ast.Literal(Fraction() as value):
            return SUM if value < 0 else ATOM if value.denominator == 1 else PRODUCT
        case ast.Product(factors):
            return SUM if _negative(factors) else PRODUCT
        case _:
            return ATOM


def _parts(node: ast.Expr | ast.Slice) -> Iterator[Part]:
    match node:
        case ast.Literal(value):
            yield _literal(value)
        case ast.Reference(name, owner):
            yield word(name) + (f"^{{{word(owner)}}}" if owner else "")
        case ast.Call():
            yield from _call(node)
        case ast.Reduction():
            yield from _reduction(node)
        case ast.Sum(terms):
            yield from _sum(terms)
        case ast.Product(factors):
            yield from _product(factors)
        case ast.Operator():
            yield from _operator(node)
        case ast.Slice(start, stop):
            yield from () if start is None else ((start, CHOICE),)
            yield "{:}"
            yield from () if stop is None else ((stop, CHOICE),)
        case ast.Index(base, items):
            yield from _index(base, items)
        case ast.Array(items):
            yield from ("\\left[", *_listed(items), "\\right]")
        case ast.Comprehension(body, clauses):
            yield from ("\\left[", (body, CHOICE), "\\right]_{", *_clauses(clauses), "}")
        case ast.Choice(condition, yes, no):
            yield from ("\\begin{cases}", (yes, OR), " & \\text{if } ", (condition, OR))
            yield from (" \\\\ ", (no, OR), " & \\text{otherwise}\\end{cases}")
        case ast.Expectation(body):
            yield from ("\\mathbf{E}\\left[", (body, CHOICE), "\\right]")
        case ast.Stop(body):
            yield from ("\\operatorname{stop}", OPEN, (body, CHOICE), CLOSE)
        case _:
            assert_never(node)


def _literal(value: Fraction | str | bool) -> str:
    match value:
        case bool():
            return "\\mathrm{true}" if value else "\\mathrm{false}"
        case str():
            return "\\text{``}" + word("".join(filter(str.isalnum, value)) or "x") + "\\text{''}"
        case Fraction():
            sign = "-" if value < 0 else ""
            size = abs(value)
            decimal = numeral(size) if size.denominator > 10 else None
            if size.denominator == 1:
                return f"{sign}{size.numerator}"
            plain = decimal is not None and "e" not in decimal
            fraction = f"\\frac{{{size.numerator}}}{{{size.denominator}}}"
            return sign + (decimal if plain and decimal else fraction)
        case _:
            assert_never(value)


def _listed(items: Iterable[ast.Expr | ast.Slice], separator: str = ", ") -> Iterator[Part]:
    for number, item in enumerate(items):
        if number:
            yield separator
        yield (item, CHOICE)


def _index(base: ast.Expr, items: tuple[ast.Expr | ast.Slice, ...]) -> Iterator[Part]:
    """The indices below, an owner above."""
    match base:
        case ast.Reference(name, owner):
            yield from (word(name), "_{", *_listed(items), "}")
            yield f"^{{{word(owner)}}}" if owner else ""
        case ast.Call() | ast.Array():
            yield from ("{", (base, ATOM), "}_{", *_listed(items), "}")
        case _:
            yield from (OPEN, (base, CHOICE), CLOSE, "_{", *_listed(items), "}")


def _call(call: ast.Call) -> Iterator[Part]:
    name, arguments = call.function.name, call.arguments
    plain = call.function.owner is None and not call.indices and not call.keywords
    match arguments:
        case (argument,) if plain and name == "exp":
            yield from ("e^{", (argument, CHOICE), "}")
        case (argument,) if plain and name in AROUND:
            opened, closed = AROUND[name]
            yield from (opened, (argument, CHOICE), closed)
        case (argument,) if plain and name == "transpose":
            yield from ("{", (argument, ATOM), "}^{\\top}")
        case (argument,) if plain and name == "inv":
            yield from ("{", (argument, ATOM), "}^{-1}")
        case (first, second) if plain and name == "dot":
            yield from ("\\left\\langle ", (first, CHOICE), ", ", (second, CHOICE))
            yield "\\right\\rangle "
        case _:
            yield _named(call.function)
            yield from ("_{", *_listed(call.indices), "}") if call.indices else ()
            yield from (OPEN, *_listed(arguments))
            for number, (keyword, value) in enumerate(call.keywords):
                yield f"{', ' if arguments or number else ''}{word(keyword)}="
                yield (value, CHOICE)
            yield CLOSE


def _named(function: ast.Reference) -> str:
    name = function.name
    if function.owner is None and name in UPRIGHT:
        return f"\\{name}"
    if function.owner is None and name == "sigmoid":
        return "\\sigma"
    above = f"^{{{word(function.owner)}}}" if function.owner else ""
    return f"\\operatorname{{{name.replace('_', chr(92) + '_')}}}{above}"


def _reduction(node: ast.Reduction) -> Iterator[Part]:
    name = node.function.name
    plain = node.function.owner is None and name in BIG and not node.keywords
    sign = BIG[name] if plain else f"\\operatorname*{{{name.replace('_', chr(92) + '_')}}}"
    yield from (sign, "_{", *_clauses(node.clauses), "} ", (node.body, PRODUCT))


def _clauses(clauses: tuple[ast.Clause, ...]) -> Iterator[Part]:
    for number, clause in enumerate(clauses):
        yield (",\\, " if number else "") + word(clause.variable) + " \\in "
        yield (clause.domain, OR)
        if clause.condition is not None:
            yield from (",\\, ", (clause.condition, OR))


def _sum(terms: tuple[ast.Expr, ...]) -> Iterator[Part]:
    for number, term in enumerate(terms):
        match term:
            case ast.Literal(Fraction() as value) if value < 0 and number:
                yield from (" - ", (ast.Literal(-value), PRODUCT))
            case ast.Product(factors) if number and _negative(factors):
                yield " - "
                yield from _unsigned(factors)
            case ast.Product(factors) if not number:
                yield from _product(factors)
            case _:
                yield " + " if number else ""
                yield (term, SUM if number == 0 else PRODUCT)


def _negative(factors: tuple[ast.Expr, ...]) -> bool:
    return _signed(factors)[0]


def _signed(factors: tuple[ast.Expr, ...]) -> tuple[bool, list[ast.Expr]]:
    """The sign of a product, and its other factors: every -1, and the sign of a leading number,
    goes into it."""
    rest = [factor for factor in factors if factor != MINUS_ONE]
    negative = (len(factors) - len(rest)) % 2 == 1
    match rest:
        case [ast.Literal(Fraction() as value), *others] if value < 0:
            return not negative, [ast.Literal(-value), *others]
        case _:
            return negative, rest


def _product(factors: tuple[ast.Expr, ...]) -> Iterator[Part]:
    if _negative(factors):
        yield "-"
    yield from _unsigned(factors)


def _unsigned(factors: tuple[ast.Expr, ...]) -> Iterator[Part]:
    """What is divided by stands below a line."""
    above: list[ast.Expr] = []
    below: list[ast.Expr] = []
    for factor in _signed(factors)[1]:
        match factor:
            case ast.Literal(Fraction() as value) if value.denominator != 1 and not above:
                above += [ast.Literal(Fraction(value.numerator))] if value.numerator != 1 else []
                below.append(ast.Literal(Fraction(value.denominator)))
            case ast.Operator("**", (base, ast.Literal(Fraction() as power))) if power < 0:
                lower = ast.Operator("**", (base, ast.Literal(-power)))
                below.append(base if power == -1 else lower)
            case _:
                above.append(factor)
    if not below:
        yield from _beside(above)
        return
    yield from ("\\frac{", *_alone(above), "}{", *_alone(below), "}")


def _alone(factors: list[ast.Expr]) -> Iterator[Part]:
    """Factors that a line sets apart: a single one needs no brackets."""
    if len(factors) == 1:
        yield (factors[0], CHOICE)
    else:
        yield from _beside(factors)


def _beside(factors: list[ast.Expr]) -> Iterator[Part]:
    """A dot before a number, so that 2 * 2**x is not 22**x."""
    if not factors:
        yield "1"
    for number, factor in enumerate(factors):
        if number:
            yield " \\cdot " if _begins_with_a_number(factor) else " "
        yield (factor, PRODUCT)


def _begins_with_a_number(factor: ast.Expr) -> bool:
    match factor:
        case ast.Literal() | ast.Operator("**", (ast.Literal(), _)):
            return True
        case ast.Operator("@", (left, _)):
            return _begins_with_a_number(left)
        case _:
            return False


def _operator(node: ast.Operator) -> Iterator[Part]:
    match node.symbol, node.operands:
        case "not", (operand,):
            yield from ("\\lnot ", (operand, ATOM))
        case "**", (base, ast.Literal(Fraction() as power)) if power == -1:
            yield from ("\\frac{1}{", (base, CHOICE), "}")
        case "**", (base, exponent):
            yield from _power(base, exponent)
        case sign, (left, right):
            level = _level(node)
            yield from ((left, level), f" {SIGNS[sign]} ", (right, level + 1))
        case _:
            raise ValueError(f"an operator with {len(node.operands)} operands")


def _power(base: ast.Expr, exponent: ast.Expr) -> Iterator[Part]:
    """The base in brackets where something stands above it already."""
    simple = isinstance(base, ast.Literal | ast.Reference | ast.Index)
    match base:
        case ast.Reference(_, None) | ast.Index(ast.Reference(_, None)):
            yield (base, ATOM)
        case ast.Literal() if simple:
            yield (base, ATOM)
        case _:
            yield from (OPEN, (base, CHOICE), CLOSE)
    yield from ("^{", (exponent, CHOICE), "}")
