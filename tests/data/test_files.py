"""What holds for every kind of data file."""

import sys
from pathlib import Path

import numpy as np
import pytest

from gamelang.data.files import LARGEST, read
from gamelang.data.table import DataError
from gamelang.diagnostics.codes import TITLES

SOURCES = Path(sys.modules["gamelang.data.files"].__file__ or "").parent.glob("*.py")


@pytest.mark.parametrize("kind", ["csv", "npy", "npz"])
def test_a_large_file_is_refused_unread(tmp_path: Path, kind: str) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGEST[kind] + 1)
    with pytest.raises(DataError, match="more than") as caught:
        read(kind, "large", ("A",) * (kind == "npz"), tmp_path, None, False)  # type: ignore[arg-type]
    assert caught.value.code == "G474"


def test_a_matrix_of_40000_numbers_is_exact_whatever_its_file(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(200, 200)).round(3)
    np.save(tmp_path / "a.npy", numbers)
    np.savez_compressed(tmp_path / "a.npz", A=numbers)
    np.savetxt(tmp_path / "a.csv", numbers, delimiter=",", fmt="%.3f")
    one = read("npy", "a.npy", (), tmp_path, (200, 200), False)
    two = read("npz", "a.npz", ("A",), tmp_path, (200, 200), False)
    three = read("csv", "a.csv", (), tmp_path, (200, 200), False)
    assert list(one.entries) == list(two.entries)
    assert [float(a) for a in three.entries] == numbers.ravel().tolist()


def test_every_refusal_has_a_title() -> None:
    said = {word for path in SOURCES for word in path.read_text().split('"') if word[:2] == "G4"}
    assert said == {code for code in TITLES if "G470" <= code <= "G489"} | {"G418"}
