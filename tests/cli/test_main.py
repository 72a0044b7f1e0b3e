"""The entry point: help, endings and exit statuses."""

import subprocess
import sys

import pytest

from gamelang.cli import main as entry
from gamelang.cli.main import COMMANDS

HEAVY = ("sympy", "jax", "numpy", "pydantic", "flint", "lark", "rich")


def imported_after(code: str) -> set[str]:
    """Which heavy libraries a fresh interpreter holds after this code."""
    watch = f"{code}\nimport sys\nprint(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", watch], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_gamelang_loads_no_library() -> None:
    assert imported_after("import gamelang") == set()


def test_help_loads_no_library() -> None:
    code = "import gamelang.cli.main as m\ntry: m.main(['--help'])\nexcept SystemExit: pass"
    assert imported_after(code + "\nprint()") == set()


def test_help_names_every_command(gamelang) -> None:
    ended = gamelang("--help")
    assert ended.status == 0
    for name in COMMANDS:
        assert f"\n  {name} " in ended.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(gamelang, name: str) -> None:
    ended = gamelang(name, "--help")
    assert ended.status == 0
    assert ended.out.startswith(f"Usage: gamelang {name}")


def test_an_unknown_command_is_a_usage_error(gamelang) -> None:
    ended = gamelang("chek")
    assert ended.status == 2
    assert ended.out == ""
    assert "chek" in ended.err


def test_our_own_fault_is_reported_without_a_traceback(gamelang, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the moon\nis full")

    monkeypatch.setattr(entry.commands, "main", fail)
    ended = gamelang("check", "x.game")
    assert ended.status == 70
    assert "internal error: RuntimeError: the moon is full" in ended.err
    assert "report" in ended.err
    assert "Traceback" not in ended.err


def test_an_interruption_has_its_own_status(gamelang, monkeypatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(entry.commands, "main", interrupt)
    assert gamelang("check", "x.game").status == 130


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m gamelang list functions | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.returncode == 0
