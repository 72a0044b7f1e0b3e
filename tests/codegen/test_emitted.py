"""Golden modules: what users read. A file holds a spec's name and method, then the module."""

from pathlib import Path

import pytest

from gamelang.codegen.module import emit
from tests.codegen.agreement import game_in
from tests.codegen.test_specs import PROVED, SPECS

CASES = sorted((Path(__file__).parent / "emitted").glob("*.case"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_module_reads_as_it_did(path: Path) -> None:
    head, _, wanted = path.read_text(encoding="utf-8").partition("\n")
    name, method = head.split()
    assert emit(game_in(SPECS / f"{name}.game"), PROVED[name], method) == wanted


def test_there_are_golden_modules() -> None:
    assert CASES
