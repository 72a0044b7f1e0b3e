"""Pages of codes whose problem is in a command: the bad one says the code, the good one works."""

import re
import shlex
from pathlib import Path

import pytest

from gamelang.resources import folder

PAGES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted(folder("codes").glob("*.md"))
    if "```console" in path.read_text(encoding="utf-8")
}


def commands(page: str, heading: str) -> list[list[str]]:
    """The commands below a heading, without the word `gamelang`."""
    [block] = re.findall(rf"^## {heading}\n\n```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line) for line in block.splitlines()]
    assert all(line[0] == "gamelang" for line in lines)
    return [line[1:] for line in lines]


@pytest.mark.parametrize("code", PAGES)
def test_the_bad_command_says_the_code_and_the_good_one_succeeds(
    gamelang, tmp_path: Path, monkeypatch, code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    [game] = re.findall(
        r"^## The game\n\n```game\n(.*?)^```", PAGES[code], re.DOTALL | re.MULTILINE
    )
    Path("example.game").write_text(game, encoding="utf-8")
    for command in commands(PAGES[code], "Bad"):
        ended = gamelang(*command)
        said = f"error[{code}]" in ended.out + ended.err
        assert ended.status == (2 if said else 0)  # 0: what must be there before
    assert said
    for command in commands(PAGES[code], "Good"):
        ended = gamelang(*command)
        assert ended.status == 0, ended.out + ended.err
