"""Sums and products in their flat form: no Sum in a Sum, no Product in a Product.

`-2` is a literal, `-x` is Product(-1, x), `a - b` is Sum(a, -b), `a / b` is Product(a, b**-1).
"""

from __future__ import annotations

from fractions import Fraction

from gamelang.core import ast
from gamelang.source import Span

MINUS_ONE = Fraction(-1)


def negate(value: ast.Expr, span: Span) -> ast.Expr:
    """`span` begins at the minus sign."""
    match value:
        case ast.Literal(Fraction() as number):
            return ast.Literal(-number, span)
        case _:
            sign = ast.Literal(MINUS_ONE, Span(span.start, span.start + 1))
            return flat_product([sign, value], span)


def reciprocal(value: ast.Expr, span: Span) -> ast.Expr:
    """`span` begins at the division sign."""
    exponent = ast.Literal(MINUS_ONE, Span(span.start, span.start + 1))
    return ast.Operator("**", (value, exponent), value.span)


def flat_sum(terms: list[ast.Expr], span: Span) -> ast.Expr:
    flat: list[ast.Expr] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, ast.Sum) else (term,))
    return flat[0] if len(flat) == 1 else ast.Sum(tuple(flat), span)


def flat_product(factors: list[ast.Expr], span: Span) -> ast.Expr:
    flat: list[ast.Expr] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, ast.Product) else (factor,))
    return flat[0] if len(flat) == 1 else ast.Product(tuple(flat), span)
