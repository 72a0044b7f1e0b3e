"""Pages of codes that a command line gives: `console` blocks, run as they stand.

Below `## The game` stands what the commands call example.game.
"""

import shlex
from pathlib import Path

import pytest

from gamelang.diagnostics.codes import TITLES
from gamelang.resources import folder
from tests.cli.conftest import Command
from tests.cli.conftest import gamelang as gamelang
from tests.diagnostics.test_codes import block

OF_COMMANDS = [code for code in sorted(TITLES) if block(code, "Bad")[0] == "console"]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a page's commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(code: str, heading: str) -> list[list[str]]:
    """The words of the commands below a heading."""
    language, text = block(code, heading)
    lines = [shlex.split(line) for line in text.splitlines()]
    assert language == "console"
    assert all(line[0] == "gamelang" for line in lines)
    return [line[1:] for line in lines]


@pytest.mark.parametrize("code", OF_COMMANDS)
def test_the_bad_command_gives_the_code_and_the_good_one_succeeds(
    code: str, example: Path, gamelang: Command
) -> None:
    (example / "example.game").write_text(block(code, "The game")[1], encoding="utf-8")
    *before, last = commands(code, "Bad")
    assert all(gamelang(*words).status == 0 for words in before)
    bad = gamelang(*last)
    assert bad.status in (1, 2)
    assert f"[{code}]" in bad.err + bad.out
    assert all(gamelang(*words).status == 0 for words in commands(code, "Good"))


@pytest.mark.parametrize("code", sorted(TITLES))
def test_explain_shows_the_page(code: str, gamelang: Command) -> None:
    page = (folder("codes") / f"{code}.md").read_text(encoding="utf-8")
    assert gamelang("explain", code).out.strip() == page.strip()
