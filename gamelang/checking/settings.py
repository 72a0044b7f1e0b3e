"""Values from outside the file (`--set`, keywords of Python) for dims and consts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.checking import externs
from gamelang.checking.bounds import size_of
from gamelang.checking.problems import REPORTED, FaultError, Problems, fault, quoted
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import Dim
from gamelang.core.externs import Binding, size_name
from gamelang.core.printing import print_expression
from gamelang.data.table import Table
from gamelang.diagnostics.model import Diagnostic
from gamelang.diagnostics.near import near
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

Setting = ast.Expr | Table | Binding
DIM: dict[str, str] = dict.fromkeys(("parameter", "draw", "constant", "let"), "a dim")


def check_names(problems: Problems, file: ast.GameFile, settings: Mapping[str, Setting]) -> None:
    """A setting names a dim or const of the file, else it is a usage error (G503)."""
    known = [d.name for d in file.declarations if isinstance(d, ast.Dim | ast.Const)]
    players = [d for d in file.declarations if isinstance(d, ast.Player)]
    sizes = [size_name(name) for name in externs.named(players)]
    for name, value in settings.items():
        if isinstance(value, Binding) and name not in sizes:
            problems.add(*_no_extern(name, sizes))
        elif name not in known and name not in sizes:
            guess = next(iter(near(name, known)), None)
            problems.add(
                "G503",
                f"`--set {name}`: the game has no const or dim `{name}`",
                None,
                help=f"did you mean `{guess}`?"
                if guess
                else f"it has {', '.join(known)}"
                if known
                else "this game has none",
            )


def _no_extern(size: str, sizes: Sequence[str]) -> tuple[str, str, None, str, str]:
    """Something is bound that the file does not ask for."""
    name, known = size.removesuffix(".size"), [s.removesuffix(".size") for s in sizes]
    message = f'something is bound as `{name}`, and the game has no network `extern("{name}")`'
    guess = next(iter(near(name, known)), None)
    has = f"it has {', '.join(known)}" if known else "this game has none"
    return "G505", message, None, "", f"did you mean `{guess}`?" if guess else has


def dim_value(e: Elaborator, dim: ast.Dim, given: Setting | None) -> int | Dim | None:
    """The value of a dim; a Dim where it is made of dims that are not all known."""
    if isinstance(given, Binding):
        return given.size
    if isinstance(given, Table):
        if given.sizes or given.entries[0].denominator != 1:
            message = f"dim `{dim.name}` is set to no whole number"
            raise fault("G502", message, dim.name_span, "declared here")
        return int(given.entries[0])
    expr = dim.value if given is None else given
    if expr is None:
        return None
    span = dim.name_span if given is not None else expr.span
    with placed(e, dim.name, None if given is None else span):
        node = e.node(expr, Scope(forbidden=DIM))
    size = (
        e.size(expr, Scope(forbidden=DIM), f"dim `{dim.name}`") if given is None else size_of(node)
    )
    if size is None:
        text = f"`--set {dim.name}={quoted(expr)}`: dim `{dim.name}` is set to no whole number"
        raise fault("G502", text, span, "declared here", f"write `--set {dim.name}=5`")
    value = size.value(e.maker.sizes)
    if value is None or (size.names and given is None and value >= 1):
        return size
    if value < 1:
        raise fault("G311", f"dim `{dim.name}` is {value}, and a size is at least 1", span)
    return value


@contextmanager
def placed(e: Elaborator, name: str, span: Span | None) -> Iterator[None]:
    """What goes wrong inside is said of the value of `name` from outside, whose text is not in
    the file: it points at the declaration. With span None the text is in the file."""
    if span is None:
        yield
        return
    before = len(e.problems.found)
    try:
        yield
    except FaultError as error:
        e.problems.take(error)
        raise REPORTED from None
    finally:
        found = e.problems.found[before:]
        e.problems.found[before:] = [_moved(diagnostic, name, span) for diagnostic in found]


def _moved(diagnostic: Diagnostic, name: str, span: Span) -> Diagnostic:
    message = f"`--set {name}`: {diagnostic.message}"
    label = f"`{name}` is declared here"
    return replace(diagnostic, message=message, span=span, label=label, labels=())


def spelled(value: Setting) -> str:
    """A setting as text in the game language."""
    if isinstance(value, Binding):
        return str(value.size)
    if not isinstance(value, Table):
        return print_expression(value)
    return _nested(value.sizes, list(map(_number, value.entries)))


def _number(value: Fraction) -> str:
    return (
        str(value.numerator)
        if value.denominator == 1
        else f"{value.numerator} / {value.denominator}"
    )


def _nested(sizes: tuple[int, ...], entries: list[str]) -> str:
    if not sizes:
        return entries[0]
    width = len(entries) // sizes[0]
    rows = [entries[k * width : (k + 1) * width] for k in range(sizes[0])]
    return f"[{', '.join(_nested(sizes[1:], row) for row in rows)}]"
