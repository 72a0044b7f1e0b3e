"""`gamelang emit`: every artifact of the pipeline, and what each stage cost."""

import ast

from gamelang.source import Source
from gamelang.syntax.parsing import parse


def test_the_core_is_a_game_file_again(gamelang, pennies) -> None:
    out = gamelang("emit", "--stage", "core", pennies).out
    assert parse(Source("again", out)).name == "pennies"


def test_the_typed_game_names_each_expression_once(gamelang, pennies) -> None:
    out = gamelang("emit", "--stage", "typed", pennies).out
    assert "parameter row.x: real" in out
    assert out.count("%1 = ") == 1


def test_the_symbolic_game_shows_xi_and_h(gamelang, pennies) -> None:
    out = gamelang("emit", "--stage", "symbolic", pennies).out
    assert "xi" in out


def test_the_jax_source_is_python(gamelang, pennies) -> None:
    ast.parse(gamelang("emit", pennies).out)


def test_timings_name_each_stage_on_stderr(gamelang, pennies) -> None:
    ended = gamelang("emit", "--stage", "jax", "--timings", pennies)
    assert [line.split()[0] for line in ended.err.splitlines()] == [
        "read",
        "parse",
        "check",
        "facts",
        "emit",
    ]
