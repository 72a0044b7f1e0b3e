"""The frame of a diagnostic, character by character, and nothing in it that moves a cursor."""

import pytest

from gamelang.diagnostics.model import Diagnostic, Label
from gamelang.diagnostics.rendering import WINDOW, render, render_all
from gamelang.source import Source, Span


def at(source: Source, part: str, **more: object) -> Diagnostic:
    start = source.text.index(part)
    return Diagnostic("G201", "a message", Span(start, start + len(part)), **more)  # type: ignore[arg-type]


def test_a_frame_has_two_places_where_two_places_matter() -> None:
    text = "game wgan\n\nplayer p:\n    theta: real = 1\n\n\n    minimize -psi * thet\n"
    source = Source("wgan.game", text)
    start = text.index("thet\n")
    declared = text.index("theta")
    diagnostic = Diagnostic(
        "G201",
        "unknown name `thet`",
        Span(start, start + 4),
        "not a parameter, constant or function",
        (Label(Span(declared, declared + 5), "`theta` is declared here"),),
        help="did you mean `theta`?",
    )
    assert render(diagnostic, source) == (
        "error[G201]: unknown name `thet`\n"
        "  --> wgan.game:7:21\n"
        "   |\n"
        " 4 |     theta: real = 1\n"
        "   |     ----- `theta` is declared here\n"
        " 7 |     minimize -psi * thet\n"
        "   |                     ^^^^ not a parameter, constant or function\n"
        "   = help: did you mean `theta`?\n"
    )


def test_a_span_of_several_lines_shows_its_first_and_its_last() -> None:
    source = Source("a.game", "let a = [1,\n    2,\n    3]\n")
    assert render(at(source, "[1,\n    2,\n    3]", label="the list"), source) == (
        "error[G201]: a message\n"
        "  --> a.game:1:9\n"
        "   |\n"
        " 1 | let a = [1,\n"
        "   |         ^^^\n"
        " 3 |     3]\n"
        "   |     ^^ the list\n"
    )


def test_wide_and_combining_characters_and_tabs_keep_the_marks_below_the_text() -> None:
    source = Source("a.game", "漢字\te\u0301 bad\n")
    shown = render(at(source, "bad"), source).splitlines()
    assert shown[3] == " 1 | 漢字    e\u0301 bad"
    assert shown[4] == "   | " + " " * (4 + 4 + 1 + 1) + "^^^"


def test_the_margin_is_as_wide_as_the_largest_line_number() -> None:
    source = Source("a.game", "\n" * 99 + "bad")
    assert render(at(source, "bad"), source).splitlines()[1:4] == [
        "   --> a.game:100:1".replace("   -->", "    -->"),
        "     |",
        " 100 | bad",
    ]


def test_a_long_line_is_cut_around_the_mark() -> None:
    source = Source("a.game", "x + " * 1000 + "bad" + " + y" * 1000)
    line, marks = render(at(source, "bad"), source).splitlines()[3:5]
    assert len(line) <= WINDOW + 12
    assert line.startswith(" 1 | ...")
    assert line.endswith("...")
    assert line[marks.index("^") :].startswith("bad")


def test_no_control_character_reaches_a_terminal() -> None:
    source = Source("a\x1b[31m.game", "let \x1b[31m\u202e = `\x07` bad\n")
    diagnostic = at(source, "bad", label="\x1b[1m", help="\r\n\x9b2J")
    shown = render(diagnostic, source)
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert r"a\x1b[31m.game" in shown
    assert r"\u202e" in shown


def test_a_place_behind_the_end_of_the_text_is_shown() -> None:
    source = Source("a.game", "let a =")
    diagnostic = Diagnostic("G022", "ends", Span(7, 8))
    assert render(diagnostic, source).splitlines()[3:] == [" 1 | let a =", "   |        ^"]


@pytest.mark.parametrize("text", ["", "\n", "a\n"])
def test_a_place_in_an_empty_line_is_shown(text: str) -> None:
    source = Source("a.game", text)
    end = len(text)
    assert "^" in render(Diagnostic("G017", "empty", Span(end, end)), source)


def test_without_a_place_there_is_only_the_message() -> None:
    assert render(Diagnostic("G001", "too large", help="less"), None) == (
        "error[G001]: too large\n   = help: less\n"
    )


def test_colour_adds_only_colour() -> None:
    source = Source("a.game", "let bad")
    plain = render(at(source, "bad", help="h"), source)
    coloured = render(at(source, "bad", help="h"), source, colour=True)
    assert "\x1b[" in coloured
    for code in ("\x1b[1;31m", "\x1b[34m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_several_diagnostics_are_parted_by_an_empty_line() -> None:
    two = [Diagnostic("G001", "a"), Diagnostic("G002", "b", severity="warning")]
    assert render_all(two, None) == "error[G001]: a\n\nwarning[G002]: b\n"
