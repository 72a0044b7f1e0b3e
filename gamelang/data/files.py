"""One question for every kind of data file: read the numbers that a spec wants from it.

In: the call in the spec, csv("prices.csv") say, and the spec's folder.
Out: a Table, exact, or a DataError with the words of a diagnostic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, assert_never

from gamelang.data import csv, npy, npz
from gamelang.data.folder import open_below
from gamelang.data.table import DataError, Table, Wanted, short

Kind = Literal["csv", "npy", "npz"]
LARGEST = {"csv": 32 << 20, "npy": 128 << 20, "npz": 128 << 20}


def read(
    kind: Kind,
    name: str,
    keys: tuple[str, ...],
    folder: Path | None,
    sizes: tuple[int | None, ...] | None,
    integers: bool,
    declared: str = "",
) -> Table:
    """The array in a file.

    `keys`: for npz the one array that is meant, else empty. `sizes`: the declared shape, None
    where a size (or everything) may be any. `declared`: the type as the spec writes it, for the
    message about a wrong shape ("matrix[m, n] with m = 5"). Raises DataError.
    """
    _check_keys(kind, name, keys)
    wanted = Wanted(short(name), sizes, integers, declared)
    file, length = open_below(name, folder)
    with file:
        refuse_large(kind, length, wanted.name)
        match kind:
            case "csv":
                return csv.read(file, wanted)
            case "npy":
                return npy.read(file, wanted)
            case "npz":
                return npz.read(file, keys[0], wanted)
            case _:
                assert_never(kind)


def refuse_large(kind: Kind, length: int, name: str) -> None:
    """Refuses a file by its length in bytes."""
    limit = LARGEST[kind]
    if length > limit:
        raise DataError(
            "G474",
            f"`{name}` has {length:,} bytes, more than {limit >> 20} MiB",
            "keep what is used",
        )


def _check_keys(kind: Kind, name: str, keys: tuple[str, ...]) -> None:
    if kind == "npz" and len(keys) != 1:
        raise DataError(
            "G489",
            f"`{name}` is an archive of named arrays, and {len(keys)} names are given for one",
            f'name the array: npz("{name}", "A")',
        )
    if kind != "npz" and keys:
        raise DataError(
            "G489",
            f"a {kind} file has no named arrays, so it takes no `{keys[0]}`",
            f'write {kind}("{name}")',
        )
