"""Walking over expressions of the core AST, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from gamelang.core import ast


def children(expr: ast.Expr | ast.Slice) -> tuple[ast.Expr | ast.Slice, ...]:
    """The expressions directly below."""
    match expr:
        case ast.Literal() | ast.Reference():
            return ()
        case ast.Call(function, arguments, keywords, indices):
            return (function, *arguments, *(value for _, value in keywords), *indices)
        case ast.Sum(terms):
            return terms
        case ast.Product(factors):
            return factors
        case ast.Operator(_, operands):
            return operands
        case ast.Slice(start, stop):
            return tuple(end for end in (start, stop) if end is not None)
        case ast.Index(base, items):
            return (base, *items)
        case ast.Array(items):
            return items
        case ast.Comprehension(body, clauses):
            return (body, *_of_clauses(clauses))
        case ast.Reduction(function, body, clauses, keywords):
            return (function, body, *_of_clauses(clauses), *(value for _, value in keywords))
        case ast.Choice(condition, yes, no):
            return (condition, yes, no)
        case ast.Expectation(body) | ast.Stop(body):
            return (body,)
        case _:
            assert_never(expr)


def _of_clauses(clauses: tuple[ast.Clause, ...]) -> tuple[ast.Expr, ...]:
    domains = tuple(clause.domain for clause in clauses)
    return (*domains, *(c.condition for c in clauses if c.condition is not None))


def free_references(
    *roots: ast.Expr, local: frozenset[str] = frozenset()
) -> Iterator[ast.Reference]:
    """Every name that occurs, without those that a generator around it (or `local`) binds."""
    stack: list[tuple[ast.Expr | ast.Slice, frozenset[str]]] = [(root, local) for root in roots]
    while stack:
        expr, bound = stack.pop()
        match expr:
            case ast.Reference(name, owner):
                if owner is not None or name not in bound:
                    yield expr
            case ast.Comprehension(body, clauses) | ast.Reduction(_, body, clauses):
                for clause in clauses:
                    stack.append((clause.domain, bound))
                    bound = bound | {clause.variable}
                    if clause.condition is not None:
                        stack.append((clause.condition, bound))
                stack.append((body, bound))
                if isinstance(expr, ast.Reduction):
                    stack.append((expr.function, bound))
                    stack.extend((value, bound) for _, value in expr.keywords)
            case _:
                stack.extend((child, bound) for child in children(expr))
