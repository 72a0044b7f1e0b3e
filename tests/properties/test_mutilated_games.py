"""Whatever becomes of a game's text, parsing answers with a tree or with located diagnostics."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gamelang.core.ast import GameFile
from gamelang.core.printing import print_game
from gamelang.diagnostics.codes import TITLES
from gamelang.diagnostics.machine import as_dict, concise, github
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.diagnostics.rendering import render_all
from gamelang.source import Source
from gamelang.syntax.parsing import ERROR_LIMIT, parse
from tests.properties.asts import GAMES

SCRAPS = st.sampled_from(
    [
        "",
        " ",
        "\n",
        "    ",
        "\t",
        "(",
        ")",
        "[",
        "]",
        ":",
        "=",
        "==",
        "~",
        ",",
        ".",
        "**",
        "^",
        "<",
        "-",
        "->",
        '"',
        "'",
        "#",
        ";",
        "{",
        "E",
        "E(",
        "for",
        " for i in n",
        " if ",
        "else",
        "not ",
        "player",
        "player p:",
        "train:",
        "minimize",
        "let a = ",
        "game",
        "2x",
        "é",
        "\u202e",
        "\x00",
        "\r\n",
        "1e999",
        "x[",
        "x.",
        "&&",
        "\\",
        "def f(x):",
        "lambda",
        "from",
        "in",
        "batch all",
    ]
)
CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), SCRAPS), min_size=1, max_size=4)


@settings(max_examples=150)
@given(GAMES, CUTS)
def test_a_mutilated_game_is_read_or_refused_in_words(
    game: GameFile, cuts: list[tuple[float, int, str]]
) -> None:
    text = print_game(game)
    for where, length, scrap in cuts:
        start = round(where * len(text))
        text = text[:start] + scrap + text[start + length :]
    source = Source("cut.game", text)
    diagnostics = refusal(source)
    assert len(diagnostics) <= ERROR_LIMIT + 1
    for diagnostic in diagnostics:
        assert diagnostic.code in TITLES
        if diagnostic.span is not None:
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text) + 1
        as_dict(diagnostic, source)
        github(diagnostic, source)
        assert "\n" not in concise(diagnostic, source)
    shown = render_all(diagnostics, source)
    assert all(c.isprintable() or c in "\n\u00a0" for c in shown)


def refusal(source: Source) -> tuple[Diagnostic, ...]:
    try:
        parse(source)
    except Rejected as refused:
        return refused.diagnostics
    return ()
