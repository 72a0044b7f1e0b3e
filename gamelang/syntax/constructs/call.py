"""`f(a, axis=1)`, `sum(q[j] for j in n)`, `stop(e)`: a call, a reduction, a stop."""

from __future__ import annotations

from gamelang.core import ast
from gamelang.diagnostics.model import Diagnostic
from gamelang.source import Span
from gamelang.syntax.constructs.generator import Generator
from gamelang.syntax.constructs.keyword import Keyword
from gamelang.syntax.pieces import Construct, Parts, Piece, RefusalError, behind_another


def build(parts: Parts) -> ast.Expr:
    callee, *arguments = parts.pieces()
    function, indices = _function(callee)
    keywords = _keywords(arguments)
    generators = parts.all(Generator)
    if generators:
        _alone(generators[0], arguments)
        body, clauses = generators[0].body, generators[0].clauses
        return ast.Reduction(function, body, clauses, keywords, parts.span)
    values = tuple(a.value for a in arguments if not isinstance(a.value, Keyword))
    if function == ast.Reference("stop") and len(values) == 1 and not keywords and not indices:
        return ast.Stop(values[0], parts.span)
    return ast.Call(function, values, keywords, indices, parts.span)


def _function(callee: Piece) -> tuple[ast.Reference, tuple[ast.Expr, ...]]:
    """`f`, or `f[i]` with its indices."""
    match callee.value:
        case ast.Reference():
            return callee.value, ()
        case ast.Index(ast.Reference() as function, items) if not any(
            isinstance(item, ast.Slice) for item in items
        ):
            return function, tuple(i for i in items if not isinstance(i, ast.Slice))
        case _:
            raise RefusalError(_no_function(callee.span))


def _keywords(arguments: list[Piece]) -> tuple[tuple[str, ast.Expr], ...]:
    found: dict[str, Keyword] = {}
    for argument in arguments:
        match argument.value:
            case Keyword(name) as keyword if name in found:
                raise RefusalError(_twice(keyword))
            case Keyword(name) as keyword:
                found[name] = keyword
            case _ if found:
                raise RefusalError(_behind_keyword(argument.span))
    return tuple((keyword.name, keyword.value) for keyword in found.values())


def _alone(generator: Generator, arguments: list[Piece]) -> None:
    for argument in arguments:
        if argument.value is not generator and not isinstance(argument.value, Keyword):
            raise RefusalError(
                Diagnostic(
                    "G042",
                    "a generator is the only argument of its call",
                    generator.span,
                    "a generator",
                    help="put its body and `for` into a list: `f([a[i] for i in n], b)`",
                )
            )


def _no_function(span: Span) -> Diagnostic:
    return Diagnostic(
        "G038",
        "only a name can be called",
        span,
        "not the name of a function or net",
        help="write `*` before the bracket if a product is meant",
    )


def _twice(keyword: Keyword) -> Diagnostic:
    return Diagnostic(
        "G040",
        f"the argument `{keyword.name}` is given twice",
        keyword.span,
        "given before",
        help="keep one of them",
    )


def _behind_keyword(span: Span) -> Diagnostic:
    return Diagnostic(
        "G040",
        "an argument without a name stands behind one with a name",
        span,
        "has no name",
        help="put arguments without a name first",
    )


CONSTRUCT = Construct("call", build, nests=behind_another)
