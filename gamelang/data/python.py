"""Numbers from Python as exact tables: what `load(path, a=[1, 2])` may give a const or a dim."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isfinite
from numbers import Number, Rational, Real
from typing import Any, TypeGuard

from gamelang.data.table import DataError, Table


def table_of(name: str, value: object) -> Table:
    """A number, a nested list of numbers, or an array. Raises DataError.

    A float, NumPy's scalars too, stands for the shortest decimal that names it: 0.1 is one tenth.
    Rational numbers of other libraries are exact. The entries of an array (anything with `tolist`
    that is no number) keep their binary values, as those of an npy file do.
    """
    if _is_array(value):
        return _nested(name, value.tolist(), Fraction)
    return _nested(name, value, lambda number: Fraction(str(number)))


def _is_array(value: object) -> TypeGuard[Any]:
    return callable(getattr(value, "tolist", None)) and not isinstance(value, Number)


def _nested(name: str, value: object, exact: Callable[[Any], Fraction]) -> Table:
    match value:
        case bool():
            raise _refused(name, value)
        case Rational():
            return Table((), (Fraction(int(value.numerator), int(value.denominator)),))
        case Real() if isfinite(value):
            return Table((), (exact(value),))
        case list() | tuple() if len(value):
            rows = [_nested(name, item, exact) for item in value]
            if any(row.sizes != rows[0].sizes for row in rows):
                raise DataError("G484", f"`{name}` is set to rows of different lengths")
            return Table((len(rows), *rows[0].sizes), [e for row in rows for e in row.entries])
        case _:
            raise _refused(name, value)


def _refused(name: str, value: object) -> DataError:
    return DataError(
        "G504",
        f"`{name}` is set to {str(value)[:40]!r}, which is no finite number or array of numbers",
        help=f'{name}=2, {name}=Fraction(1, 3), {name}=[1, 2], or a string such as {name}="1/3"',
    )
