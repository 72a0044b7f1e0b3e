"""The constants that a spec reads from files, as a certificate carries them.

{"sizes": [...], "entries": [...]} in place of the file, or {"file": ..., "sha256": ...} for one
that lies beside the certificate. Every such constant is there, and no other.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from math import prod
from pathlib import Path
from typing import Any

from gamelang.certify.reading import list_of, mapping_of, number_of, text_of
from gamelang.certify.undecided import UndecidedError
from gamelang.core import ast
from gamelang.data.table import MAX_ENTRIES, Table

READERS = ("csv", "npy", "npz")


def files_of(file: ast.GameFile) -> dict[str, str]:
    """Constant -> file name, for those that a file gives."""
    found: dict[str, str] = {}
    for declaration in file.declarations:
        match declaration:
            case ast.Const(
                name=name, value=ast.Call(ast.Reference(call), (ast.Literal(str() as path), *_))
            ) if call in READERS:
                found[name] = path
    return found


def tables(
    file: ast.GameFile, settings: Container[str], data: Mapping[str, Any], folder: Path | None
) -> dict[str, Table]:
    """The values that stand in the certificate itself; UndecidedError if they are not in order."""
    files = {name: path for name, path in files_of(file).items() if name not in settings}
    if files.keys() != data.keys():
        raise UndecidedError("its data are not those of the constants that come from files")
    found: dict[str, Table] = {}
    for name, path in files.items():
        try:
            value = mapping_of(data[name])
            if set(value) == {"file", "sha256"}:
                _must_lie_beside(value, path, folder)
            else:
                found[name] = _table(value)
        except UndecidedError as problem:
            raise UndecidedError(f"the data of `{name}` cannot be read: {problem}") from problem
    return found


def sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _must_lie_beside(value: Mapping[str, Any], named: str, folder: Path | None) -> None:
    """Checking will read the file that the text names; it must be the one that was certified."""
    if text_of(value["file"]) != named:
        raise UndecidedError("its file is not the one that the text names")
    path = (folder or Path()) / named
    if folder is None or not path.resolve().is_relative_to(folder.resolve()):
        raise UndecidedError("its file is not beside the certificate")
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise UndecidedError("its file cannot be read") from problem
    if sha256(content) != value["sha256"]:
        raise UndecidedError("its file has changed")


def _table(value: Mapping[str, Any]) -> Table:
    if set(value) != {"sizes", "entries"}:
        raise UndecidedError("it has neither entries nor a file")
    sizes = list_of(value["sizes"])
    if not all(type(size) is int and 0 < size <= MAX_ENTRIES for size in sizes):
        raise UndecidedError("a size is no positive integer")
    entries = [number_of(entry) for entry in list_of(value["entries"])]
    if prod(sizes) != len(entries):
        raise UndecidedError("the sizes do not fit the entries")
    return Table(tuple(sizes), entries)
