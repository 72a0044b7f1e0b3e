"""The tutorials: their games check, and their commands print what they say.

A block that begins with `$ ./game ...` is run; each line behind is a line of what it prints, in
order, with others between. Long trainings are indented and not run: docs/results has their results.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from gamelang import compiler
from gamelang.cli.main import main
from gamelang.source import Source

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
SHOWN = [
    pytest.param(command, lines.splitlines(), id=f"{page.stem}-{k}")
    for page in PAGES
    for k, (command, lines) in enumerate(
        re.findall(
            r"^```\n\$ \./game (.*)\n((?:.*\n)*?)```$", page.read_text("utf-8"), re.MULTILINE
        )
    )
]
GAMES = [
    pytest.param(text, id=f"{page.stem}-{text.split()[1]}")
    for page in PAGES
    for text in re.findall(r"```game\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


@pytest.mark.parametrize(("command", "lines"), SHOWN)
def test_a_command_prints_what_the_page_shows(
    command: str,
    lines: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main(shlex.split(command))
    assert end.value.code == 0
    printed = iter(capsys.readouterr().out.splitlines())
    for line in lines:
        assert line in printed, line


@pytest.mark.parametrize("text", GAMES)
def test_a_game_of_a_tutorial_has_no_faults(text: str) -> None:
    compiler.typed(Source("tutorial.game", text))
