"""Arrays in NumPy's format: every real type exactly, everything else refused from the header."""

import io
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from gamelang.data.files import read
from gamelang.data.table import DataError, Table

Sizes = tuple[int | None, ...] | None
TYPES = [
    "f2",
    "f4",
    "f8",
    "i1",
    "i2",
    "i4",
    "i8",
    "u1",
    "u2",
    "u4",
    "u8",
    "b1",
    ">f2",
    ">f8",
    ">i4",
]
HEADER = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"


def saved(array: object, version: tuple[int, int] = (1, 0)) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array), version, allow_pickle=True)
    return file.getvalue()


def written(header: str, payload: bytes = bytes(16), version: int = 1) -> bytes:
    text = header.encode("latin-1")
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + payload


def table(folder: Path, content: bytes, sizes: Sizes = None, integers: bool = False) -> Table:
    (folder / "t.npy").write_bytes(content)
    return read("npy", "t.npy", (), folder, sizes, integers, "matrix[m, n] with m = 5")


def refused(folder: Path, content: bytes, sizes: Sizes = None) -> DataError:
    with pytest.raises(DataError) as caught:
        table(folder, content, sizes)
    return caught.value


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_real_type_in_both_orders(tmp_path: Path, dtype: str, order: str) -> None:
    for shape in [(), (3,), (2, 3), (2, 3, 4), (1, 5, 1, 2)]:
        numbers = np.linspace(0, 100.3, int(np.prod(shape))).reshape(shape).astype(dtype)
        found = table(tmp_path, saved(np.array(numbers, order=order)))
        assert found.sizes == shape
        exact = [Fraction(v.item()) for v in numbers.ravel()]
        assert list(found.entries) == exact == [found.entries[k] for k in range(len(exact))]


def test_floats_are_the_dyadic_rationals_they_are(tmp_path: Path) -> None:
    assert list(table(tmp_path, saved([0.1])).entries) == [Fraction(0.1)] != [Fraction(1, 10)]


def test_entries_are_a_sequence(tmp_path: Path) -> None:
    entries = table(tmp_path, saved(np.arange(6.0).reshape(2, 3, order="F"))).entries
    assert entries[-1] == 5
    assert list(entries[1:4]) == [2, 4, 1]
    assert len(entries) == 6
    with pytest.raises(IndexError):
        entries[6]


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_all_versions_of_the_format(tmp_path: Path, version: tuple[int, int]) -> None:
    assert list(table(tmp_path, saved([1.5, 2], version)).entries) == [Fraction(3, 2), 2]


@pytest.mark.parametrize(
    ("array", "code", "words"),
    [
        (np.array([None]), "G476", "pickled Python objects"),
        (np.array([1j]), "G477", "complex"),
        (np.array(["a"]), "G477", "strings"),
        (np.array([b"a"]), "G477", "strings"),
        (np.zeros(2, dtype=[("a", "f8")]), "G477", "records"),
        (np.zeros(2, dtype="V4"), "G477", "records"),
        (np.zeros(2, dtype="M8[D]"), "G477", "dates"),
        (np.zeros(2, dtype="f16"), "G477", "differs between machines"),
        (np.array([[1, 2], [np.nan, 3]]), "G479", "NaN at [1, 0]"),
        (np.asfortranarray([[1, 2], [-np.inf, 3]]), "G479", "infinity at [1, 0]"),
        (np.array(np.inf), "G479", "its only place"),
        (np.zeros((0, 3)), "G486", "no numbers"),
    ],
)
def test_what_is_not_real_is_refused(tmp_path: Path, array: object, code: str, words: str) -> None:
    error = refused(tmp_path, saved(array))
    assert error.code == code
    assert words in error.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"hello",
        written(HEADER, version=4),
        written(HEADER)[:30],
        written(HEADER.replace("(2,)", "(2 3)")),
        written(HEADER.replace("(2,)", "(-2,)")),
        written(HEADER.replace("(2,)", "(9" + "9" * 400 + ",)")),
        written(HEADER.replace("(2,)", "(" + "1" * 9000 + "x")),
        written(HEADER.replace("(2,)", "(1," + "1," * 60 + ")")),
        written(HEADER.replace("False", "__import__('os')")),
        written(HEADER.replace("False", "0")),
        written(HEADER.replace("'shape'", "'descr'")),
        written(HEADER.replace("}", "'more': True, }")),
        written(HEADER + HEADER),
        written("[" * 5000),
        written(" " * 20_000 + HEADER),
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(100),
    ],
)
def test_a_header_that_numpy_would_not_write_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).code == "G475"


def test_a_pickle_and_an_archive_are_told_apart(tmp_path: Path) -> None:
    assert "pickle" in str(refused(tmp_path, b"\x80\x04cposix\nsystem\n").help)
    assert "npz" in str(refused(tmp_path, b"PK\x03\x04 and so on").help)


def test_the_payload_has_the_length_that_the_header_says(tmp_path: Path) -> None:
    assert "cut off" in refused(tmp_path, saved(np.zeros(9))[:-1]).message
    assert "goes on" in refused(tmp_path, saved(np.zeros(9)) + b"\0").message


def test_the_shape_is_compared_before_the_payload_is_read(tmp_path: Path) -> None:
    promised = written(HEADER.replace("(2,)", "(3, 4)"), payload=b"")
    assert refused(tmp_path, promised, (5, 4)).message == (
        "`t.npy` holds matrix[3, 4], the spec declares matrix[m, n] with m = 5"
    )


@pytest.mark.parametrize("shape", ["(10000001,)", "(999999999999999, 999999999999999)"])
def test_a_promise_of_too_many_numbers_is_not_believed(tmp_path: Path, shape: str) -> None:
    assert refused(tmp_path, written(HEADER.replace("(2,)", shape))).code == "G474"


def test_integers_may_be_stored_as_floats(tmp_path: Path) -> None:
    assert list(table(tmp_path, saved([1.0, 2.0]), (2,), integers=True).entries) == [1, 2]
    with pytest.raises(DataError, match=r"0.5 at \[1\]"):
        table(tmp_path, saved([1.0, 0.5]), (2,), integers=True)
