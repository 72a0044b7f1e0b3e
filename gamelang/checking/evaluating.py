"""The exact entries of expressions in constants that have values."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from gamelang.builtins.interpret import Interpreter, NoValueError
from gamelang.builtins.record import Grid
from gamelang.checking import limits
from gamelang.checking.exact import Exact, IrrationalError, OutsideError
from gamelang.checking.problems import fault
from gamelang.core import typed
from gamelang.core.dims import Shape
from gamelang.core.typed import Node
from gamelang.source import Span

if TYPE_CHECKING:
    from gamelang.checking.expressions import Elaborator

EVALUATED = 300_000  # entries that are computed exactly while checking


def evaluate(e: Elaborator, node: Node) -> Grid[Fraction]:
    """The exact entries; IrrationalError or NoValueError where there are none, or where
    there are too many to write out."""
    if limits.repetitions(e, node) > EVALUATED:
        raise IrrationalError("too many entries")

    def leaf(found: typed.Parameter | typed.Constant) -> Grid[Fraction]:
        record = e.constants.get(found.name) if isinstance(found, typed.Constant) else None
        if record is None or record.value is None:
            raise IrrationalError(found.name)
        return Grid(tuple(_sizes(e, found.shape)), record.value)

    interpreter = Interpreter(Exact(), e.maker.sizes, leaf)
    grid = interpreter.value(node)
    return Grid(grid.sizes, [Fraction(entry) for entry in grid.entries])


def _sizes(e: Elaborator, shape: Shape) -> list[int]:
    found = [d.value(e.maker.sizes) for d in shape]
    if any(size is None for size in found):
        raise NoValueError("a size")
    return [size for size in found if size is not None]


def entries(e: Elaborator, node: Node, span: Span) -> Sequence[Fraction] | None:
    """The entries of a const; None where they are not known. Refuses what has no value."""
    try:
        return evaluate(e, node).entries
    except (IrrationalError, NoValueError):
        return None
    except OutsideError as error:
        raise fault("G415", f"this constant has no value: {error}", span) from None
