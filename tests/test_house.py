"""The house: what every file owes, what is shipped, and that the README speaks the truth."""

import ast
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from gamelang import certificate, settings
from gamelang.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "gamelang").rglob("*.py"))
TEXTS = [
    path
    for folder in ("gamelang", "docs", "tests", "specs", "grammars", "benchmarks", ".ci")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".lark", ".game", ".json", ""} and path.is_file()
] + [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_is_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    if text:
        docstring = ast.get_docstring(ast.parse(text))
        assert docstring
        assert text.startswith(('"""', 'r"""'))


def test_a_spec_never_reaches_an_evaluator() -> None:
    evaluator = re.compile(r"\b(sympify|parse_expr|lambdify|eval|exec|pickle)\(|allow_pickle=True")
    for path in MODULES:
        assert not evaluator.search(path.read_text(encoding="utf-8")), path


def test_no_file_names_a_path_of_a_machine() -> None:
    machine = re.compile(r"/(work|farm|home|root|Users)/")
    for path in TEXTS:
        if path != Path(__file__):
            assert not machine.search(path.read_text(encoding="utf-8", errors="replace")), path


def test_the_pins_hold_no_address_and_cover_every_dependency() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in pins
    assert "--" not in pins
    pinned = {line.split("==")[0] for line in pins.splitlines()}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^ +"([a-z-]+)",$', project, re.MULTILINE)
    assert {"click", "jax", "sympy", "python-flint"} <= set(listed) <= pinned


def test_the_scripts_can_be_run() -> None:
    for name in ("game", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name


def test_the_readme_names_only_commands_that_there_are() -> None:
    for page in ("README.md", "CONTRIBUTING.md", "docs/commands.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"^(?:\./game|gamelang) (\w+)", text, re.MULTILINE))
        assert named <= {*COMMANDS, "test"}, page


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    ("file", "schema"),
    [("schema.json", settings.schema), ("certificate.schema.json", certificate.schema)],
)
def test_the_published_schemas_are_those_of_the_code(file, schema) -> None:
    assert json.loads((ROOT / "docs" / file).read_text(encoding="utf-8")) == schema()


def test_the_wheel_holds_grammar_specs_and_pages(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        names = set(wheel.namelist())
    for path in (*MODULES, ROOT / "gamelang" / "py.typed"):
        assert path.relative_to(ROOT).as_posix() in names
    for folder, inside in (("grammars", "grammars"), ("specs", "specs"), ("docs/codes", "codes")):
        files = [path for path in (ROOT / folder).iterdir() if path.is_file()]
        assert files
        assert {f"gamelang/{inside}/{path.name}" for path in files} <= names
