"""What the README tells a reader to type works as it stands, in its order."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from gamelang.cli.main import main

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for line in re.findall(r"^\./game .*", TEXT, re.MULTILINE)
    if line != "./game test"
]


@pytest.fixture
def beside_the_specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("beside_the_specs")
def test_the_commands_work_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(COMMANDS) >= 9
    for command in COMMANDS:
        with pytest.raises(SystemExit) as end:
            main(command)
        assert end.value.code == 0, (command, capsys.readouterr())


def test_the_python_example_prints_what_it_says() -> None:
    [example] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    check = '\nassert report.game_class == "hamiltonian"\nassert game.A[0, 1] == 2'
    done = subprocess.run(
        [sys.executable, "-c", example + check],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr


def test_the_first_game_is_the_first_spec() -> None:
    [game] = re.findall(r"```\n(game .*?)```", TEXT, re.DOTALL)
    spec = (ROOT / "specs" / "matching_pennies.game").read_text(encoding="utf-8")
    for line in game.splitlines():
        if line and not line.startswith("claim"):
            assert line in spec
