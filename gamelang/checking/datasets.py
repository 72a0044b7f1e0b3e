"""Rows of data in a sampler: files below the spec's folder, and packaged sets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.checking import constants, types
from gamelang.checking.problems import FaultError, fault
from gamelang.checking.scope import Scope
from gamelang.core import ast
from gamelang.core.dims import Dim, Shape, describe
from gamelang.core.game import Dataset, RandomRecord, Rows
from gamelang.core.typed import Node
from gamelang.data import packaged, rows
from gamelang.data.rows import Column
from gamelang.data.table import DataError
from gamelang.diagnostics.model import Label
from gamelang.source import Source

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def columns(e: Elaborator, sampler: str, draw: ast.Draw, source: Source) -> list[Node]:
    """A random value for each name of the line, all from one row of the sampler's data."""
    wanted, shapes, limits = [], [], []
    for name, indices, type_ in draw.names:
        _, variables = constants.indices(e, indices, Scope())
        resolved = types.resolve(e, type_, Scope())
        shape = (*(v.count for v in variables), *resolved.shape)
        sizes = _sizes(e, shape, type_)
        wanted.append(
            Column(name, sizes, resolved.kind == "int", resolved.simplex, describe(shape))
        )
        shapes.append(shape)
        limits.append(resolved.index_size)
    found = _read(draw, wanted, source)
    known = e.datasets.get(sampler)
    count = len(found[0].entries) // _entries(wanted[0])
    if known is not None and known.rows != count:
        raise fault(
            "G438",
            f"the data of a sampler have rows of the same number, and here are {count}",
            draw.distribution.span,
            f"{count} rows",
            "all data of one sampler are read row by row together; use two samplers otherwise",
            (Label(e.samplers[sampler].span, f"its other data have {known.rows}"),),
        )
    nodes: list[Node] = []
    tables = dict(known.columns) if known is not None else {}
    widths = dict(known.shapes) if known is not None else {}
    for column, shape, limit, table in zip(wanted, shapes, limits, found, strict=True):
        _refuse_outside(e, draw, column, limit, table.entries)
        tables[column.name], widths[column.name] = table.entries, tuple(column.sizes)
        node = e.builder.random(f"{sampler}.{column.name}", shape, limit)
        e.randoms[node.name] = RandomRecord(node, Rows(sampler, column.name), sampler, draw.span)
        nodes.append(node)
    e.datasets[sampler] = Dataset(sampler, count, tables, widths)
    return nodes


def _entries(column: Column) -> int:
    total = 1
    for size in column.sizes:
        total *= size
    return total


def _sizes(e: Elaborator, shape: Shape, type_: ast.Type) -> tuple[int, ...]:
    found = []
    for size in shape:
        value = size.value(e.maker.sizes)
        if value is None:
            name = sorted(size.names)[0]
            message = f"the size {size} of data is not known"
            help = f"say `dim {name} = ...`"
            raise fault("G480", message, type_.span, help=help)
        found.append(value)
    return tuple(found)


def _read(draw: ast.Draw, wanted: Sequence[Column], source: Source) -> list[rows.Found]:
    call = draw.distribution
    assert isinstance(call, ast.Call)
    try:
        if call.function.name in packaged.SETS:
            return packaged.packaged(call.function.name, _part(call), wanted)
        first, *others = _texts(call)
        return rows.read(call.function.name, first, tuple(others), wanted, source.folder)
    except DataError as error:
        raise _blamed(error, call) from None


def _texts(call: ast.Call) -> list[str]:
    """The file's name, and those of its arrays."""
    name = call.function.name
    texts = [text for argument in call.arguments if (text := _text(argument)) is not None]
    if not texts or len(texts) != len(call.arguments) or call.keywords:
        raise fault("G303", f'`{name}` takes texts, as in {name}("data.{name}")', call.span)
    return texts


def _part(call: ast.Call) -> packaged.Part | None:
    """`split="train"`, `split="test"`, or nothing: the whole set."""
    name = call.function.name
    match call.arguments, call.keywords:
        case (), ():
            return None
        case (), (("split", value),):
            part = _text(value)
        case _:
            part = None
    if part == "train":
        return "train"
    if part == "test":
        return "test"
    raise fault(
        "G303",
        f'`{name}` takes nothing but `split="train"` or `split="test"`',
        call.span,
        help=f'write {name}() for every row, {name}(split="train") for four fifths of each label '
        f'and {name}(split="test") for the others',
    )


def _text(expr: ast.Expr) -> str | None:
    return expr.value if isinstance(expr, ast.Literal) and isinstance(expr.value, str) else None


def _blamed(error: DataError, call: ast.Call) -> FaultError:
    return fault(error.code, error.message, call.span, help=error.help)


def _refuse_outside(
    e: Elaborator, draw: ast.Draw, column: Column, limit: Dim | None, entries: Sequence[Fraction]
) -> None:
    """An index column holds 0 .. V-1."""
    size = None if limit is None else limit.value(e.maker.sizes)
    if size is None:
        return
    low, high = min(entries), max(entries)
    if low < 0 or high >= size:
        raise fault(
            "G439",
            f"`{column.name}` is an index[{size}], and its data run from {low} to {high}",
            draw.distribution.span,
            f"not within 0 .. {size - 1}",
            f"declare it as `index[{high + 1}]`" if low >= 0 else "number the values from 0",
        )
