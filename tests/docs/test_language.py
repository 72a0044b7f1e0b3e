"""Every game of the language reference is a game, and its claims hold."""

import re
from pathlib import Path

import pytest

from gamelang import compiler
from gamelang.source import Source

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("language.md", "networks.md", "random.md")
TEXT = "".join((DOCS / page).read_text(encoding="utf-8") for page in PAGES)
GAMES = re.findall(r"```game\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("text", GAMES, ids=lambda text: text.split()[1])
def test_the_game_checks_and_its_claims_hold(text: str) -> None:
    checked = compiler.answered(compiler.typed(Source("language.md", text)))
    assert checked.diagnostics == ()


def test_the_page_shows_every_declaration() -> None:
    words = ["dim", "const", "let", "fn", "player", "metric", "claim", "train"]
    assert set(words) <= {
        line.split()[0].strip(":") for text in GAMES for line in text.split("\n") if line
    }
