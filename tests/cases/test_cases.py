"""What is said about each case is what was accepted in review."""

from pathlib import Path

import pytest

from gamelang.diagnostics.codes import TITLES
from tests.cases.cases import paths, said, split

OF_THE_COMMAND_LINE = {code for code in TITLES if code.startswith("G5")}


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_the_words_are_those_accepted(path: Path) -> None:
    game, words = split(path)
    assert said(game, f"{path.stem}.game") == words


def test_every_code_has_a_case() -> None:
    shown = "".join(split(path)[1] for path in paths())
    missing = [code for code in TITLES if f"[{code}]" not in shown]
    assert set(missing) <= OF_THE_COMMAND_LINE


def test_no_case_shows_a_word_of_the_machinery() -> None:
    for path in paths():
        _, words = split(path)
        for word in ("LPAR", "_NEWLINE", "__ANON", "Traceback", "Token(", "lark"):
            assert word not in words, path
