"""Tables of decimals are read exactly, and refused with the line and column of the trouble."""

from fractions import Fraction
from pathlib import Path

import pytest

from gamelang.data.files import read
from gamelang.data.table import DataError, Table

Sizes = tuple[int | None, ...] | None


def table(folder: Path, content: str | bytes, sizes: Sizes = None, integers: bool = False) -> Table:
    data = content.encode() if isinstance(content, str) else content
    (folder / "t.csv").write_bytes(data)
    return read("csv", "t.csv", (), folder, sizes, integers)


def refused(folder: Path, content: str | bytes, sizes: Sizes = None) -> DataError:
    with pytest.raises(DataError) as caught:
        table(folder, content, sizes)
    return caught.value


def test_decimals_are_exact(tmp_path: Path) -> None:
    found = table(tmp_path, "0.1,-2e-3\n+.5,1E400\n")
    assert found.sizes == (2, 2)
    assert list(found.entries) == [
        Fraction(1, 10),
        Fraction(-1, 500),
        Fraction(1, 2),
        Fraction(10**400),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "x,y\n1,2",
        "\ufeff1,2\n",
        '"1","2"',
        " 1 , 2 \r\n\r\n",
        "1\n2",
        "name\n1\n2",
        "\n\n1,2",
    ],
)
def test_headers_marks_quotes_and_blank_lines_do_not_matter(tmp_path: Path, content: str) -> None:
    assert list(table(tmp_path, content, (2,)).entries) == [1, 2]


@pytest.mark.parametrize("sizes", [(), (1,), (1, 1), None])
def test_a_lone_number_fits_every_rank_of_size_one(tmp_path: Path, sizes: Sizes) -> None:
    assert list(table(tmp_path, "7", sizes).entries) == [7]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("1,2\n3\n", "G484", "line 2: a row of 1"),
        ("a,b,c\n1,2\n", "G484", "line 2"),
        ("1,2\n3,x\n", "G485", "line 2, column 2: `x`"),
        ("1,2\n3,\n", "G485", "line 2, column 2: nothing"),
        ("1;2\n3;4\n", "G485", "line 1, column 1: `1;2`"),
        ('1,"2\n', "G485", "never ends"),
        ("1,nan\n", "G479", "line 1, column 2"),
        ("nan,nan\n1,2\n", "G479", "line 1, column 1"),
        ("-inf\n", "G479", "line 1"),
        ("", "G486", "no numbers"),
        ("\ufeff", "G486", "no numbers"),
        ("a,b\n", "G486", "no numbers"),
        ("1e401", "G487", "beyond ±400"),
        ("1e99999999999999999999", "G487", "beyond ±400"),
        ("9" * 1001, "G487", "1,000 digits"),
        ("1\n0x10", "G485", "line 2"),
        ("1\n٣", "G485", "line 2"),
        (b"1,2\n\xff\xfe", "G483", "line 2"),
        (b"1\n1\x00", "G485", "line 2"),
    ],
)
def test_what_is_no_table_of_numbers_is_located(
    tmp_path: Path, content: str | bytes, code: str, words: str
) -> None:
    error = refused(tmp_path, content)
    assert error.code == code
    assert words in error.message


def test_separators_of_other_habits_get_a_hint(tmp_path: Path) -> None:
    assert refused(tmp_path, "1;2;3", (3,)).help == "separate the columns with commas"


def test_shapes_are_compared(tmp_path: Path) -> None:
    assert "matrix[2, 3]" in refused(tmp_path, "1,2,3\n4,5,6", (2, 2)).message
    assert refused(tmp_path, "1,2\n3,4", (4,)).code == "G480"
    assert "a matrix at most" in refused(tmp_path, "1,2", (1, 1, 2)).message
    assert table(tmp_path, "1,2\n3,4", (None, 2)).sizes == (2, 2)


def test_integers_may_be_written_as_decimals_but_not_as_fractions(tmp_path: Path) -> None:
    assert list(table(tmp_path, "1.0,2e1", (2,), integers=True).entries) == [1, 20]
    with pytest.raises(DataError, match="line 1, column 2"):
        table(tmp_path, "1,2.5", (2,), integers=True)


@pytest.mark.parametrize("content", [b"1" * (5 << 20), b"1," * 600_000, b"1," * 99 + b'"' * 10**6])
def test_huge_lines_are_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).code in ("G474", "G485")
