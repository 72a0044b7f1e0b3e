"""Archives of arrays: the named member only, and no more of it than its header promises."""

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gamelang.data.files import read
from gamelang.data.table import DataError, Table

BOMB = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"


def archive(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name, content in members:
            target.writestr(name, content)
    return file.getvalue()


def npy(array: object) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(array), allow_pickle=True)
    return file.getvalue()


def table(folder: Path, content: bytes, *keys: str) -> Table:
    (folder / "t.npz").write_bytes(content)
    return read("npz", "t.npz", keys or ("A",), folder, None, False)


def refused(folder: Path, content: bytes, *keys: str) -> DataError:
    with pytest.raises(DataError) as caught:
        table(folder, content, *keys)
    return caught.value


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_the_named_array_is_read(tmp_path: Path, save: object) -> None:
    file = io.BytesIO()
    save(file, A=np.eye(2), B=np.arange(3))  # type: ignore[operator]
    assert list(table(tmp_path, file.getvalue(), "A").entries) == [1, 0, 0, 1]
    assert list(table(tmp_path, file.getvalue(), "B").entries) == [0, 1, 2]


def test_an_unknown_array_names_its_neighbours(tmp_path: Path) -> None:
    content = archive([("prices.npy", npy([1.0])), ("B.npy", npy([2.0]))])
    assert refused(tmp_path, content, "price").help == 'did you mean "prices"?'
    assert refused(tmp_path, content, "Q").help == 'it holds "prices", "B"'


def test_one_name_is_wanted(tmp_path: Path) -> None:
    content = archive([("A.npy", npy([1.0])), ("B.npy", npy([2.0]))])
    assert refused(tmp_path, content, "A", "B").code == "G489"
    with pytest.raises(DataError, match="no named arrays"):
        read("csv", "t.csv", ("A",), tmp_path, None, False)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_arrays_of_one_name_are_refused(tmp_path: Path) -> None:
    content = archive([("A.npy", npy([1.0])), ("A.npy", npy([2.0]))])
    assert refused(tmp_path, content).code == "G482"


def test_pickled_members_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, archive([("A.npy", npy([None]))])).code == "G476"


def test_a_member_is_unpacked_no_further_than_its_header_says(tmp_path: Path) -> None:
    text = BOMB.encode()
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text
    content = archive([("A.npy", head + bytes(1 << 25))])
    assert len(content) < 1 << 20
    assert refused(tmp_path, content).code == "G478"


def test_encrypted_and_oddly_packed_members_are_refused(tmp_path: Path) -> None:
    content = bytearray(archive([("A.npy", npy([1.0]))]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refused(tmp_path, bytes(content)).message
    assert refused(tmp_path, archive([("A.npy", npy([1.0]))], zipfile.ZIP_BZIP2)).code == "G481"


def test_damage_is_noticed(tmp_path: Path) -> None:
    content = archive([("A.npy", npy([1.0, 2.0]))], zipfile.ZIP_STORED)
    broken = content.replace(struct.pack("<d", 2.0), struct.pack("<d", 3.0))
    for bad in (b"", b"no archive", content[:-30], content[40:], broken):
        assert refused(tmp_path, bad).code == "G481"


def test_a_directory_of_a_million_members_is_not_read(tmp_path: Path) -> None:
    content = bytearray(archive([("A.npy", npy([1.0]))]))
    at = content.index(b"PK\x05\x06")
    content[at + 12 : at + 16] = struct.pack("<I", 50 << 20)
    assert refused(tmp_path, bytes(content)).code == "G474"
