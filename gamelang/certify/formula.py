"""Texts of certificates (a potential, a weight, a condition) evaluated in any arithmetic.

The language's own expressions over scalar names: `b * q[0]**2`, `row.x`, `exp(x)`, `max(a, b)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from gamelang.builtins.record import Builtin, Grid
from gamelang.catalog import entries
from gamelang.certify.polynomials import UndecidedError
from gamelang.core import ast
from gamelang.diagnostics.model import Rejected
from gamelang.syntax.parsing import parse_expression

LONGEST = 2_000_000
COMPARE = {"<": "less", "<=": "lesseq", "==": "equal", "!=": "unequal"}
NAMED = {"max": "maximum", "min": "minimum"}


def evaluate_text(text: str, ops: Any, names: Mapping[str, Any]) -> Any:
    """The value of a scalar expression. Raises UndecidedError where it is not one."""
    if len(text) > LONGEST:
        raise UndecidedError("an expression of the certificate is too long")
    try:
        expr = parse_expression(text)
    except Rejected as problem:
        raise UndecidedError(f"`{text[:80]}` is not an expression") from problem
    return evaluate_expr(expr, ops, names)


def evaluate_expr(root: ast.Expr, ops: Any, names: Mapping[str, Any]) -> Any:
    """Children first, with an explicit stack."""
    known: dict[int, Any] = {}
    stack: list[tuple[ast.Expr, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            known[id(node)] = _value(node, ops, names, known)
        elif id(node) not in known:
            stack.append((node, True))
            stack.extend((child, False) for child in _below(node))
    return known[id(root)]


def _below(node: ast.Expr) -> tuple[ast.Expr, ...]:
    match node:
        case ast.Sum(terms):
            return terms
        case ast.Product(factors):
            return factors
        case ast.Operator(_, operands):
            return operands
        case ast.Call(_, arguments, (), ()):
            return arguments
        case ast.Choice(condition, yes, no):
            return (condition, yes, no)
        case ast.Literal() | ast.Reference() | ast.Index():
            return ()
    raise UndecidedError("an expression of the certificate is not a scalar formula")


def _value(node: ast.Expr, ops: Any, names: Mapping[str, Any], known: dict[int, Any]) -> Any:
    match node:
        case ast.Literal(bool() as truth):
            return truth
        case ast.Literal(Fraction() as number):
            return ops.number(number)
        case ast.Reference() | ast.Index():
            return _named(node, ops, names)
        case ast.Sum(terms):
            return ops.add([known[id(t)] for t in terms])
        case ast.Product(factors):
            return ops.multiply([known[id(f)] for f in factors])
        case ast.Operator(symbol, operands):
            return _operator(symbol, ops, [known[id(o)] for o in operands])
        case ast.Call(ast.Reference(name, None), arguments):
            return _call(name, ops, [known[id(a)] for a in arguments])
        case ast.Choice(condition, yes, no):
            decided = known[id(condition)]
            if isinstance(decided, bool):
                return known[id(yes if decided else no)]
            return ops.choose(decided, known[id(yes)], known[id(no)])
    raise UndecidedError("an expression of the certificate is not a scalar formula")


def _operator(symbol: str, ops: Any, values: list[Any]) -> Any:
    if symbol == "**":
        return ops.power(*values)
    if symbol in COMPARE:
        return ops.compare(COMPARE[symbol], *values)
    if symbol in (">", ">="):
        return ops.compare(COMPARE["<" + symbol[1:]], values[1], values[0])
    if symbol in ("and", "or", "not"):
        if all(isinstance(v, bool) for v in values):
            truth = not values[0]
            return truth if symbol == "not" else (all if symbol == "and" else any)(values)
        return ops.logic(symbol, *values)
    raise UndecidedError(f"`{symbol}` cannot stand in a certificate")


def _call(name: str, ops: Any, values: list[Any]) -> Any:
    if name == "where" and len(values) == 3:
        condition, yes, no = values
        if isinstance(condition, bool):
            return yes if condition else no
        return ops.choose(condition, yes, no)
    if name in NAMED and len(values) == 2:
        return ops.apply(NAMED[name], *values)
    rule = entries("gamelang.builtins", Builtin).get(name)
    if rule is None or rule.family != "elementwise" or len(values) != len(rule.parameters):
        raise UndecidedError(f"`{name}` cannot stand in a certificate")
    grids = tuple(Grid((), (v,)) for v in values)
    return rule.scalars(ops, grids, None, ()).scalar


def _named(node: ast.Reference | ast.Index, ops: Any, names: Mapping[str, Any]) -> Any:
    name = name_of(node)
    if name in names:
        return names[name]
    if name == "pi":
        return ops.constant("pi")
    raise UndecidedError(f"the game has no `{name}`")


def name_of(node: ast.Reference | ast.Index) -> str:
    """`row.x[0, 1]` as it is spelled in certificates."""
    match node:
        case ast.Reference(name, owner):
            return name if owner is None else f"{owner}.{name}"
        case ast.Index(ast.Reference() as base, items):
            places = []
            for item in items:
                if not (isinstance(item, ast.Literal) and isinstance(item.value, Fraction)):
                    break
                places.append(str(item.value))
            else:
                return f"{name_of(base)}[{', '.join(places)}]"
    raise UndecidedError("an index in a certificate is not a number")
