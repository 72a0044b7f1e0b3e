"""What a notebook shows of a game and of a report."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import gamelang
from gamelang.typesetting.html import report_html

TANDEM = """\
game tandem "Two <b>$\\\\href{x}{y}$</b> & more"
player front:
    x: real
    minimize (x + y)**2 - 2*x
player back:
    y: real
    minimize (x + y)**2 - 2*y
claim potential
claim zero_sum
"""
FAMILY = "game f\ndim n\nplayer p[i in n]:\n    x: real\n    minimize x[i] * sum(x)\n"


class Tree(HTMLParser):
    """The elements, closed in order, and the text outside of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"class", "style", "title"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def game() -> gamelang.Game:
    return gamelang.loads(TANDEM)


def test_a_game_shows_its_players_and_what_they_lower(game: gamelang.Game) -> None:
    tree = Tree(game._repr_html_())
    assert tree.open == []
    assert r"\ell_{\mathrm{front}} &= -2 x + \left(x + y\right)^{2}" in tree.words
    assert game._repr_latex_() in tree.words


def test_a_report_shows_the_class_the_potential_and_the_claims(game: gamelang.Game) -> None:
    report = game.check()
    tree = Tree(report._repr_html_())
    assert tree.open == []
    assert tree.tags <= {"div", "b", "span", "table", "tr", "td", "code"}
    assert "tandem: potential" in tree.words
    assert r"$\displaystyle \phi = x^{2} - 2 x + 2 x y + y^{2} - 2 y$" in tree.words
    assert "✗ zero_sum" in tree.words
    assert report._repr_latex_() == r"$$\phi = x^{2} - 2 x + 2 x y + y^{2} - 2 y$$"


def test_names_and_texts_of_a_file_are_neither_html_nor_formulas(game: gamelang.Game) -> None:
    html = game._repr_html_()
    assert "<b>$" not in html
    title = html[: html.index("<table")]
    assert not re.search(r"[$\\](?!</span>)", title)
    assert "Two <b>$" in Tree(title + "</div></div>").words


def test_a_family_of_any_size_is_shown_in_index_notation() -> None:
    found = gamelang.loads(FAMILY)._repr_latex_()
    assert found is not None
    assert r"\sum_{" in found


def test_what_is_too_large_to_read_is_left_out() -> None:
    large = gamelang.loads(FAMILY, n=500)
    assert large._repr_latex_() is None
    assert Tree(large._repr_html_()).open == []


def test_a_text_that_is_no_game_has_a_report_too() -> None:
    broken = {
        "game": None,
        "diagnostics": [{"code": "G201", "severity": "error", "message": "<x>", "line": 3}],
    }
    assert "error G201 (line 3): <x>" in Tree(report_html(broken)).words
