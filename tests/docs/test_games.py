"""The page of the catalogue says what is proved today, and names a source for each game."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.games_page import HEAD, PAGE, SPECS, reference, row

ROWS = PAGE.read_text(encoding="utf-8").removeprefix(HEAD).splitlines()


def test_the_page_lists_every_game() -> None:
    assert len(ROWS) == len(SPECS)


@pytest.mark.parametrize(("path", "written"), [*zip(SPECS, ROWS, strict=False)], ids=lambda x: "")
def test_a_row_says_what_is_proved(path: Path, written: str) -> None:
    assert row(path) == written
    assert re.search(r"\b(1[789]|20)\d\d\b", reference(path))
