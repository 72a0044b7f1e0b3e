"""Every code has a page; its bad game gives the code, its good game is accepted."""

import re
from pathlib import Path

import pytest

import gamelang
from gamelang import compiler
from gamelang.diagnostics.codes import TITLES
from gamelang.diagnostics.model import Rejected
from gamelang.resources import folder
from gamelang.source import Source
from gamelang.syntax.text import decode
from tests.cases.cases import HERE as CASES
from tests.cases.cases import split

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r'"(G\d{3})"')
SAID = re.compile(r"^\w+\[(G\d{3})\]", re.MULTILINE)
PACKAGE = Path(gamelang.__file__).parent
DATA = Path(__file__).parent / "data"  # what the data files that pages name look like
ONLY_SYNTAX = {code for code in TITLES if code < "G1"} | {"G101", "G102"}


def block(code: str, heading: str) -> tuple[str, str]:
    """The language and the text of the fenced block below a heading of a code's page."""
    page = (folder("codes") / f"{code}.md").read_text(encoding="utf-8")
    [section] = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    [fence] = FENCE.findall(section)
    return fence


def codes_of(code: str, language: str, text: str) -> list[str]:
    """The codes that a page's block gives, as far down the pipeline as its code needs."""
    try:
        source = _source(language, text)
        game = compiler.parse(source)
        if code in ONLY_SYNTAX:
            return []
        checked = compiler.answered(compiler.check(game, source))
    except Rejected as refusal:
        return [diagnostic.code for diagnostic in refusal.diagnostics]
    return [diagnostic.code for diagnostic in checked.diagnostics]


def _source(language: str, text: str) -> Source:
    if language == "python":
        made = eval(text, {"__builtins__": {}})
        return decode(made if isinstance(made, bytes) else made.encode(), "bad.game", None)
    return Source("page.game", text, DATA)


@pytest.mark.parametrize("code", sorted(TITLES))
def test_the_page_has_the_title_of_its_code(code: str) -> None:
    page = (folder("codes") / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code}: {TITLES[code]}\n")


@pytest.mark.parametrize("code", sorted(TITLES))
def test_the_bad_game_gives_the_code_and_the_good_one_is_accepted(code: str) -> None:
    language, bad = block(code, "Bad")
    if language == "console":
        pytest.skip("what a command says is tested in test_pages_of_commands.py")
    if language == "session":
        pytest.skip("what is said in Python is tested in test_pages_of_sessions.py")
    case = CASES / f"{code}.case"
    game, words = split(case) if case.exists() else ("", "")
    if game == (bad if language == "game" else f">>> {bad}"):
        found = SAID.findall(words)  # what is said there is tested in tests/cases
    else:
        found = codes_of(code, language, bad)
    assert code in found if code == "G051" else found == [code]
    assert codes_of(code, *block(code, "Good")) == []


def test_every_code_of_the_table_is_raised_somewhere_and_no_other_is() -> None:
    table = PACKAGE / "diagnostics" / "codes.py"
    modules = [path for path in PACKAGE.rglob("*.py") if path != table]
    raised = {code for path in modules for code in CODE.findall(path.read_text("utf-8"))}
    assert raised == set(TITLES)


def test_no_page_is_left_without_a_code() -> None:
    assert {page.stem for page in folder("codes").glob("*.md")} == set(TITLES)
