"""Commands as their users run them: inside this process, or as a process of their own."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gamelang.cli.main import main

PENNIES = """\
game pennies "Smooth matching pennies"

player row:
    x: real = 0.5
    minimize x * y

player column:
    y: real = -0.5
    maximize x * y

claim hamiltonian

train:
    method sga(strength=1)
    optimizer sgd(rate=0.1)
    steps 300
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def gamelang(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process through the real entry point."""

    def run(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        captured = capsys.readouterr()
        assert isinstance(stop.value.code, int)
        return Ended(stop.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def process() -> Command:
    """Runs a command as a process of its own, text on its standard input."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "gamelang", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def pennies(tmp_path: Path) -> str:
    """The path of a small game."""
    path = tmp_path / "pennies.game"
    path.write_text(PENNIES, encoding="utf-8")
    return str(path)
