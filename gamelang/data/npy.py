"""NumPy's .npy format, versions 1 to 3, read without NumPy and without running anything.

The header is matched against the one form that `numpy.save` writes, never evaluated; object
arrays (pickles) are refused by it, and shapes are compared before a byte of payload is read.
Format: numpy.lib.format, "NumPy Enhancement Proposal 1".
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from math import isfinite, prod
from typing import IO

from gamelang.data.table import Binary, DataError, Table, Wanted, position
from gamelang.frozen import frozen

MAGIC = b"\x93NUMPY"
MAX_HEADER = 10_000
CHUNK = 1 << 20
STRANGE = "its header is not the one that numpy.save writes"
CODES = {
    **{f"f{size}": code for size, code in ((4, "f"), (8, "d"))},
    **{f"i{array(code).itemsize}": code for code in "bhiq"},
    **{f"u{array(code).itemsize}": code for code in "BHIQ"},
    "f2": "e",
    "b1": "B",
}
REFUSED = {
    "O": "pickled Python objects",
    "c": "complex numbers",
    "S": "strings",
    "a": "strings",
    "U": "strings",
    "T": "strings",
    "M": "dates",
    "m": "durations",
    "V": "records",
    "f": "numbers of a size that differs between machines",
}
ENTRY = re.compile(
    rb"""\s*'(?P<key>descr|fortran_order|shape)'\s*:\s*(?P<value>
        '[^'\\]{0,40}' | True | False | \([0-9,\s]*\) | \[.*\]
    )\s*(?:,|(?=\}))""",
    re.VERBOSE | re.DOTALL,
)
SIZES = re.compile(r"\( *(?:[0-9]{1,15}(?:, *[0-9]{1,15}){0,31},?)? *\)")


@frozen
class Header:
    """What the file says of its array: item code of `array` (or "e"), byte order, order, sizes."""

    code: str
    boolean: bool
    swapped: bool
    fortran: bool
    sizes: tuple[int, ...]

    @property
    def item_bytes(self) -> int:
        return struct.calcsize(self.code)


def read(stream: IO[bytes], wanted: Wanted) -> Table:
    """The one array of a .npy file, or of a member of an archive."""
    header = _header(stream, wanted)
    wanted.admit(header.sizes)
    numbers = _payload(stream, header, wanted.name)
    entries = Binary(numbers, header.sizes, header.fortran and len(header.sizes) > 1)
    _refuse_nan(entries, wanted)
    if wanted.integers:
        _refuse_fractions(entries, wanted)
    return Table(header.sizes, entries)


def _header(stream: IO[bytes], wanted: Wanted) -> Header:
    start = stream.read(8)
    if len(start) < 8 or start[:6] != MAGIC:
        raise _malformed(wanted.name, "it does not begin as one", _looks_like(start))
    if start[6] not in (1, 2, 3):
        raise _malformed(wanted.name, f"its format version is {start[6]}")
    form = "<H" if start[6] == 1 else "<I"
    counted = stream.read(struct.calcsize(form))
    if len(counted) < struct.calcsize(form):
        raise _malformed(wanted.name, "its header is cut off")
    (length,) = struct.unpack(form, counted)
    if length > MAX_HEADER:
        raise _malformed(wanted.name, f"its header has {length:,} bytes")
    text = stream.read(length)
    if len(text) < length:
        raise _malformed(wanted.name, "its header is cut off")
    return _understood(text, wanted.name)


def _understood(text: bytes, name: str) -> Header:
    said: dict[str, str] = {}
    text = text.strip()
    at = 1
    while found := ENTRY.match(text, at):
        key = found["key"].decode()
        if key in said:
            raise _malformed(name, f"its header gives `{key}` twice")
        said[key] = found["value"].decode("latin-1")
        at = found.end()
    closed = text[:1] == b"{" and text[at:].strip() == b"}"
    if not closed or said.keys() != {"descr", "fortran_order", "shape"}:
        raise _malformed(name, STRANGE)
    if said["descr"].startswith("["):
        raise _not_real(name, "V")
    if not SIZES.fullmatch(said["shape"]) or said["fortran_order"] not in ("True", "False"):
        raise _malformed(name, STRANGE)
    sizes = tuple(map(int, re.findall("[0-9]+", said["shape"])))
    return _typed(said["descr"].strip("'"), said["fortran_order"] == "True", sizes, name)


def _typed(descr: str, fortran: bool, sizes: tuple[int, ...], name: str) -> Header:
    order, kind = (descr[0], descr[1:]) if descr[:1] in tuple("<>|=") else ("=", descr)
    if kind not in CODES:
        raise _not_real(name, kind[:1])
    swapped = order == (">" if sys.byteorder == "little" else "<")
    return Header(CODES[kind], kind == "b1", swapped, fortran, sizes)


def _payload(stream: IO[bytes], header: Header, name: str) -> array[float] | array[int]:
    size = prod(header.sizes) * header.item_bytes
    data = bytearray()
    while len(data) < size:
        chunk = stream.read(min(CHUNK, size - len(data)))
        if not chunk:
            raise DataError(
                "G478",
                f"`{name}` is cut off: {size:,} bytes of numbers are promised, {len(data):,} found",
            )
        data += chunk
    if stream.read(1):
        raise DataError("G478", f"`{name}` goes on behind the {size:,} bytes of its array")
    return _numbers(data, header)


def _numbers(data: bytearray, header: Header) -> array[float] | array[int]:
    if header.code == "e":  # half precision: every value is also one in single precision
        order = ">" if header.swapped == (sys.byteorder == "little") else "<"
        return array("f", struct.unpack(f"{order}{len(data) // 2}e", data))
    if header.boolean:
        return array("B", data.translate(bytes([0]) + bytes([1]) * 255))
    numbers: array[float] | array[int] = array(header.code)
    numbers.frombytes(data)
    if header.swapped:
        numbers.byteswap()
    return numbers


def _refuse_nan(entries: Binary, wanted: Wanted) -> None:
    numbers = entries.numbers
    if numbers.typecode not in "fd" or all(map(isfinite, numbers)):
        return
    k = next(k for k, x in enumerate(numbers) if not isfinite(x))
    value = "NaN" if numbers[k] != numbers[k] else "an infinity"
    raise DataError("G479", f"`{wanted.name}` holds {value} at {_place(entries, k)}")


def _refuse_fractions(entries: Binary, wanted: Wanted) -> None:
    numbers = entries.numbers
    if numbers.typecode not in "fd" or all(map(float.is_integer, numbers)):
        return
    k = next(k for k, x in enumerate(numbers) if not float(x).is_integer())
    raise wanted.refuse_fraction(_place(entries, k), repr(numbers[k]))


def _place(entries: Binary, k: int) -> str:
    """Where entry k of the file stands, in the words of the language."""
    sizes = entries.sizes
    if entries.reversed_axes:
        indices = tuple(reversed(position(k, tuple(reversed(sizes)))))
    else:
        indices = position(k, sizes)
    return f"[{', '.join(map(str, indices))}]" if indices else "its only place"


def _looks_like(start: bytes) -> str | None:
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "it is an archive of arrays: read it with npz"
    if start[:1] == b"\x80":
        return "it is a pickle, which is never read: save the array with numpy.save"
    return None


def _malformed(name: str, why: str, help: str | None = None) -> DataError:
    return DataError("G475", f"`{name}` is no npy file: {why}", help)


def _not_real(name: str, kind: str) -> DataError:
    if kind == "O":
        return DataError(
            "G476",
            f"`{name}` holds pickled Python objects, which are never read",
            "save plain numbers: numpy.save(file, array.astype(float))",
        )
    what = REFUSED.get(kind, "something else")
    return DataError(
        "G477",
        f"`{name}` holds {what}, not real numbers",
        "save real numbers: numpy.save(file, array.astype(float))",
    )
