"""Several true errors in one run, one diagnostic a cause, and no end of the stack."""

import pytest

from gamelang.diagnostics.model import Rejected
from gamelang.source import Source
from gamelang.syntax.parsing import ERROR_LIMIT, parse


def found(text: str) -> list[tuple[str, int]]:
    """The codes and lines of what is wrong."""
    source = Source("test.game", text)
    try:
        parse(source)
    except Rejected as refused:
        return [
            (d.code, source.position(d.span.start)[0] if d.span else 0) for d in refused.diagnostics
        ]
    return []


def test_each_statement_has_its_own_error() -> None:
    text = "game g\nlet a =\nlet b = 2\nlet c = 1 +\nplayer p:\n    x real\n    minimize +x\n"
    assert found(text) == [("G022", 2), ("G022", 4), ("G021", 6), ("G026", 7)]


def test_a_broken_objective_is_not_also_a_missing_one() -> None:
    assert found("game g\nplayer p:\n    x: real\n    minimize x +\n") == [("G022", 4)]


def test_a_broken_parameter_does_not_double_the_objective() -> None:
    text = "game g\nplayer p:\n    minimize x\n    x: real 3\n    y: real\n"
    assert found(text) == [("G021", 4)]


def test_the_block_of_a_broken_header_is_still_read() -> None:
    text = "game g\nplyer p:\n    x: real\n    minimize x +\nplayer q[i n]:\n    maximize\n"
    assert found(text) == [("G018", 2), ("G022", 4), ("G021", 5), ("G022", 6)]


def test_the_block_of_an_unknown_declaration_is_passed_over() -> None:
    assert found("game g\nzzz p:\n    x: real\n    minimize x +\nlet a =\n") == [
        ("G018", 2),
        ("G022", 5),
    ]


def test_an_open_bracket_does_not_swallow_the_rest() -> None:
    text = "game g\nlet a = f(1,\nlet b = 2 +\nplayer p:\n    x: real = (1\n    minimize x x\n"
    assert found(text) == [("G013", 2), ("G022", 3), ("G013", 5), ("G025", 6)]


def test_a_construct_and_the_grammar_can_both_find_something() -> None:
    assert found("game g\nlet a = f(a=1, 2)\nlet b =\nlet c = [x for x in n if x]\n") == [
        ("G040", 2),
        ("G022", 3),
        ("G041", 4),
    ]


def test_two_refused_parts_of_one_statement_are_both_told() -> None:
    assert found("game g\nlet a = f(a=1, 2) + 2(x)\n") == [("G040", 2), ("G038", 2)]


def test_no_more_than_the_limit_is_shown_and_that_is_said() -> None:
    codes = [code for code, _ in found("game g\n" + "let a =\n" * (ERROR_LIMIT + 5))]
    assert codes == ["G022"] * ERROR_LIMIT + ["G051"]


@pytest.mark.parametrize(
    ("part", "close"),
    [
        ("(", ")"), ("f(", ")"), ("[", "]"), ("x[", "]"), ("-", ""), ("not ", ""), ("x**", ""),
        ("a if b else ", ""), ("E[", "]"), ("stop(", ")"), ("x @ ", ""), ("x and ", ""),
        ("x or ", ""), ("-(", ")"),
    ],
)  # fmt: skip
def test_two_hundred_levels_are_legal_and_more_are_refused(part: str, close: str) -> None:
    def nested(levels: int) -> str:
        return f"game g\nlet a = {part * levels}x{close * levels}\n"

    assert found(nested(200 if close else 199)) == []
    assert found(nested(202)) == [("G007", 2)]
    assert {code for code, _ in found(nested(20_000))} == {"G007"}


@pytest.mark.parametrize("behind", ["[0]", ".T"])
def test_long_chains_behind_a_value_are_refused(behind: str) -> None:
    assert found(f"game g\nlet a = x{behind * 5_000}\n") == [("G007", 2)]
