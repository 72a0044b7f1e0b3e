"""NumPy's .npz archives: one named member, unpacked no further than its own header needs."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO

from gamelang.data import npy
from gamelang.data.table import DataError, Table, Wanted
from gamelang.diagnostics.near import near

MAX_DIRECTORY = 1 << 20
TAIL = (1 << 16) + 22  # the longest end record: a comment of 65,535 bytes
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"


def read(file: IO[bytes], key: str, wanted: Wanted) -> Table:
    """The member `key.npy` of the archive."""
    _refuse_large_directory(file, wanted.name)
    try:
        with zipfile.ZipFile(file) as archive:
            member = _member(archive, key, wanted.name)
            with archive.open(member) as stream:
                return npy.read(stream, wanted)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        OverflowError,
    ) as error:
        raise _damaged(wanted.name, "it cannot be unpacked") from error


def _member(archive: zipfile.ZipFile, key: str, name: str) -> zipfile.ZipInfo:
    found = [m for m in archive.infolist() if m.filename in (f"{key}.npy", key)]
    if not found:
        raise _unknown(archive, key, name)
    if len(found) > 1:
        raise DataError("G482", f"`{name}` holds {len(found)} arrays with the name `{key}`")
    member = found[0]
    if member.flag_bits & 1:
        raise _damaged(name, f"its array `{key}` is encrypted")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged(name, f"its array `{key}` is packed in a way that NumPy never uses")
    return member


def _unknown(archive: zipfile.ZipFile, key: str, name: str) -> DataError:
    keys = [m.filename.removesuffix(".npy") for m in archive.infolist()]
    close = near(key, keys, limit=1)
    if close:
        hint = f'did you mean "{close[0]}"?'
    else:
        hint = "it holds " + (", ".join(f'"{k}"' for k in keys[:8]) or "nothing")
    return DataError("G482", f"`{name}` holds no array with the name `{key}`", hint)


def _refuse_large_directory(file: IO[bytes], name: str) -> None:
    """zipfile reads the whole directory before it says how long it is: look first.

    Every place where an end record could stand is asked, so there is no second opinion.
    """
    length = file.seek(0, 2)
    file.seek(max(0, length - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    at = tail.find(END)
    if at < 0:
        raise _damaged(name, "it does not end as one")
    while at >= 0:
        if int.from_bytes(tail[at + 12 : at + 16], "little") > MAX_DIRECTORY:
            raise DataError("G474", f"`{name}` holds too many arrays")
        at = tail.find(END, at + 1)
    if END_64 in tail:
        raise DataError("G474", f"`{name}` is an archive of the kind for more than 4 GiB")


def _damaged(name: str, why: str) -> DataError:
    return DataError("G481", f"`{name}` is no npz archive of plain arrays: {why}")
