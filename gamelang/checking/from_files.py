"""A `const` whose value is a table: from a file, or given from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gamelang.checking.problems import fault
from gamelang.core import ast
from gamelang.core.dims import Dim, Shape, describe
from gamelang.data.files import read
from gamelang.data.table import DataError, Table
from gamelang.source import Source, Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator


def read_table(
    e: Elaborator,
    const: ast.Const,
    value: ast.Expr,
    source: Source,
    shape: Shape | None,
    whole: bool,
) -> Table:
    """What `csv("prices.csv")` and the like read."""
    assert isinstance(value, ast.Call)
    words = [a.value for a in value.arguments if isinstance(a, ast.Literal)]
    texts = [w for w in words if isinstance(w, str)]
    if not texts or len(texts) != len(value.arguments) or value.keywords:
        name = value.function.name
        raise fault("G303", f'`{name}` takes texts, as in {name}("prices.{name}")', value.span)
    kind = value.function.name
    keys = tuple(texts[1:]) or ((const.name,) if kind == "npz" else ())
    sizes = None if shape is None else tuple(d.value(e.maker.sizes) for d in shape)
    try:
        return read(kind, texts[0], keys, source.folder, sizes, whole, _spelled(e, shape))  # type: ignore[arg-type]
    except DataError as error:
        raise fault(error.code, error.message, value.span, help=error.help) from None


def _spelled(e: Elaborator, shape: Shape | None) -> str:
    """`matrix[m, n] with m = 5`."""
    if shape is None:
        return ""
    names = sorted({name for d in shape for name in d.names})
    known = [f"{n} = {e.maker.sizes[n]}" for n in names if n in e.maker.sizes]
    return describe(shape) + (f" with {', '.join(known)}" if known else "")


def table_shape(
    e: Elaborator, const: ast.Const, table: Table, shape: Shape | None, span: Span
) -> Shape:
    """The declared shape, refused unless the table has it; its own where none is declared."""
    found = tuple(Dim.of(size) for size in table.sizes)
    if shape is None:
        return found
    unknown = [d for d in shape if d.value(e.maker.sizes) is None]
    if len(shape) == len(found) and unknown:
        name = sorted(unknown[0].names)[0]
        size = table.sizes[shape.index(unknown[0])]
        help = f"say `dim {name} = {size}`" if unknown[0] == Dim.named(name) else None
        raise fault(
            "G480", f"the size {unknown[0]} of `{const.name}` is not known", span, help=help
        )
    if not e.maker.fits(shape, found):
        message = f"const `{const.name}` is a {_spelled(e, shape)}"
        raise fault("G312", message, span, f"this is a {describe(found)}")
    return shape
