"""Files below the spec's folder are read, and no others."""

import os
from fractions import Fraction
from pathlib import Path

import pytest

from gamelang.data.files import read
from gamelang.data.table import DataError


def refused(name: str, folder: Path | None) -> DataError:
    with pytest.raises(DataError) as caught:
        read("csv", name, (), folder, (), False)
    return caught.value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "below").mkdir(parents=True)
    (home / "one.csv").write_text("1")
    (home / "below" / "two.csv").write_text("2")
    (tmp_path / "outside.csv").write_text("3")
    return home


def test_a_file_below_the_folder_is_read(folder: Path) -> None:
    assert list(read("csv", "below/two.csv", (), folder, (), False).entries) == [Fraction(2)]


def test_a_link_that_stays_inside_is_followed(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder / "below" / "two.csv")
    assert list(read("csv", "link.csv", (), folder, (), False).entries) == [Fraction(2)]


def test_a_game_given_as_text_reads_nothing() -> None:
    assert refused("one.csv", None).code == "G470"


@pytest.mark.parametrize(
    "name",
    ["../outside.csv", "below/../../outside.csv", "below/../one.csv", "/etc/hostname", "C:\\x.csv"],
)
def test_paths_that_leave_the_folder_are_refused_by_their_looks(name: str, folder: Path) -> None:
    assert refused(name, folder).code == "G471"


@pytest.mark.parametrize("name", ["link.csv", "linked/outside.csv"])
def test_links_out_of_the_folder_are_refused(name: str, folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder.parent / "outside.csv")
    (folder / "linked").symlink_to(folder.parent)
    assert refused(name, folder).code == "G471"


def test_a_missing_file_names_its_neighbours(folder: Path) -> None:
    assert refused("won.csv", folder).help == 'did you mean "one.csv"?'
    assert refused("below/to.csv", folder).help == 'did you mean "below/two.csv"?'
    assert refused("elsewhere/one.csv", folder).code == "G472"


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "one.csv/x"])
def test_what_names_no_file_is_missing(name: str, folder: Path) -> None:
    assert refused(name, folder).code == "G472"


def test_a_name_of_any_length_gives_a_short_message(folder: Path) -> None:
    error = refused("x" * 100_000, folder)
    assert error.code == "G473"
    assert len(error.message) < 200


def test_folders_pipes_and_circles_of_links_are_refused_at_once(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    (folder / "circle.csv").symlink_to("circle.csv")
    for name in (".", "below", "pipe.csv", "circle.csv"):
        assert refused(name, folder).code == "G473"
