"""docs/commands.md speaks of every command as its `--help` does, and of every setting of a run."""

import re
from pathlib import Path

import click
import pytest

from gamelang.checking.train import KEYS
from gamelang.cli.main import COMMANDS, commands
from gamelang.compiler import CHECK_BUDGET
from gamelang.methods.optimizers import OPTIMIZERS, SCHEDULES

TEXT = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
USAGES = "".join(re.findall(r"^```\n(gamelang .*?)^```$", TEXT, re.MULTILINE | re.DOTALL))


def usage(name: str) -> str:
    """What stands behind the name of a command, on its line and those that continue it."""
    found = re.search(rf"^gamelang {name}\b(.*\n(?: +.*\n)*)", USAGES, re.MULTILINE)
    assert found is not None, name
    return found[1]


def options(name: str) -> list[click.Option]:
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_usage_has_the_options_of_the_help(name: str) -> None:
    known = {flag for option in options(name) for flag in option.opts}
    assert set(re.findall(r"(?<![\w-])--?[a-z]+(?:-[a-z]+)*", usage(name))) == known


@pytest.mark.parametrize("name", COMMANDS)
def test_the_usage_has_the_choices_of_the_help(name: str) -> None:
    for option in options(name):
        if isinstance(option.type, click.Choice):
            assert f"{option.opts[0]} {'|'.join(option.type.choices)}" in usage(name)


def test_every_setting_of_a_run_is_explained() -> None:
    section = TEXT.split("### Settings")[1].split("\n## ")[0]
    for key in KEYS:
        assert re.search(rf"`{key} ", section), key
    for signature in (*OPTIMIZERS.values(), *SCHEDULES.values()):
        assert f"| `{signature}` | {signature.doc} |" in section


def test_the_defaults_are_those_of_the_code() -> None:
    assert f"{CHECK_BUDGET:g} seconds if nothing is said" in TEXT
    for name in ("check", "solve", "show"):
        assert next(o for o in options(name) if o.name == "budget").default == CHECK_BUDGET
