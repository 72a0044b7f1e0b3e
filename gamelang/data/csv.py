"""Tables of decimal numbers separated by commas: `0.1` is the rational 1/10.

A first row without a number is a header. Quoted fields, blank lines, CRLF and a byte-order
mark are allowed; decimals have the limits of the language.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import IO

from gamelang.data.table import DataError, Table, Wanted, short

MAX_ENTRIES = 500_000
MAX_LINE = 4 << 20
MAX_DIGITS = 1_000
MAX_EXPONENT = 400
DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
MISWRITTEN = re.compile(r"[0-9+.-][0-9+.;:'eE_ \t-]*")  # `1;2`, `1 000`: meant as numbers
Row = tuple[int, list[str]]  # the line's number in the file, its fields


def read(file: IO[bytes], wanted: Wanted) -> Table:
    """The numbers of a csv file; one row or one column for a vector."""
    rows = fields(file, wanted.name)
    if not rows:
        raise DataError("G486", f"`{wanted.name}` holds no numbers")
    entries = [
        number(field, line, column, wanted)
        for line, words in rows
        for column, field in enumerate(words, 1)
    ]
    sizes = _sizes(len(rows), len(rows[0][1]), wanted)
    wanted.admit(sizes)
    return Table(sizes, tuple(entries))


def fields(file: IO[bytes], name: str) -> list[Row]:
    """The rows as texts, all of one length, without the header."""
    rows = list(_rows(file, name))
    _refuse_ragged(rows, name)
    if rows and _is_header(rows[0][1]):
        del rows[0]
    return rows


def is_number(field: str) -> bool:
    return _decimal(field) is not None


def _sizes(rows: int, columns: int, wanted: Wanted) -> tuple[int, ...]:
    """A lone row or column is a vector where a vector is wanted, a lone number a real."""
    rank = 2 if wanted.sizes is None else len(wanted.sizes)
    if rank > 2:
        raise DataError(
            "G480",
            f"`{wanted.name}` is a csv file, which holds a matrix at most",
            "save the array with numpy.save and read it with npy",
        )
    if rank == 0 and rows == columns == 1:
        return ()
    if rank == 1 and 1 in (rows, columns):
        return (rows * columns,)
    return (rows, columns)


def _rows(file: IO[bytes], name: str) -> Iterator[Row]:
    reader = csv.reader(_lines(file, name), strict=True)
    count = 0
    try:
        for fields in reader:
            count += len(fields)
            if count > MAX_ENTRIES:
                raise DataError(
                    "G474",
                    f"`{name}` holds more than {MAX_ENTRIES:,} numbers",
                    "save larger arrays with numpy.save and read them with npy",
                )
            if fields and any(field.strip() for field in fields):
                yield reader.line_num, fields
    except csv.Error:
        raise DataError(
            "G485", f"`{name}`, line {reader.line_num}: a field or a quote that never ends"
        ) from None


def _lines(file: IO[bytes], name: str) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise DataError("G474", f"`{name}`, line {number}: longer than {MAX_LINE >> 20} MiB")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise DataError(
                "G483", f"`{name}`, line {number}, is not UTF-8 text", "save the table as UTF-8"
            ) from None
        if text.count(",") >= MAX_ENTRIES:
            raise DataError("G474", f"`{name}`, line {number}, holds too many numbers")
        yield text


def _is_header(fields: list[str]) -> bool:
    """No field is a number, nor meant as one: a row of `nan` or `1;2` must not vanish."""
    return not any(
        _decimal(field)
        or MISWRITTEN.fullmatch(field.strip())
        or NOT_FINITE.fullmatch(field.strip())
        for field in fields
    )


def _decimal(field: str) -> re.Match[str] | None:
    found = DECIMAL.fullmatch(field.strip())
    return found if found and (found[2] or found[3]) else None


def _refuse_ragged(rows: list[Row], name: str) -> None:
    for line, fields in rows:
        if len(fields) != len(rows[0][1]):
            raise DataError(
                "G484",
                f"`{name}`, line {line}: a row of {len(fields)}, "
                f"where line {rows[0][0]} has {len(rows[0][1])}",
            )


def number(field: str, line: int, column: int, wanted: Wanted) -> Fraction:
    """A field as an exact number; DataError says where it is none."""
    found = _decimal(field)
    if found is None:
        raise _not_a_number(field, line, column, wanted.name)
    sign, whole, after, exponent = found[1], found[2], found[3] or "", found[4] or "0"
    power = int(exponent) if len(exponent) <= 6 else MAX_EXPONENT + 1
    if len(whole) + len(after) > MAX_DIGITS or abs(power) > MAX_EXPONENT:
        raise DataError(
            "G487",
            f"`{wanted.name}`, line {line}, column {column}: a number with more than "
            f"{MAX_DIGITS:,} digits or an exponent beyond ±{MAX_EXPONENT}",
        )
    digits = int(whole + after)
    value = _scaled(-digits if sign == "-" else digits, power - len(after))
    if wanted.integers and value.denominator != 1:
        raise wanted.refuse_fraction(f"line {line}, column {column}", field.strip())
    return value


def _scaled(digits: int, power: int) -> Fraction:
    return Fraction(digits * 10**power) if power >= 0 else Fraction(digits, 10**-power)


def _not_a_number(field: str, line: int, column: int, name: str) -> DataError:
    place = f"`{name}`, line {line}, column {column}"
    word = field.strip()
    if not word:
        return DataError("G485", f"{place}: nothing, where a number is wanted")
    if NOT_FINITE.fullmatch(word):
        return DataError("G479", f"{place}: {word} is no real number")
    separated = ";" in word or "\t" in word
    return DataError(
        "G485",
        f"{place}: `{short(word)}` is no number",
        "separate the columns with commas" if separated else None,
    )
