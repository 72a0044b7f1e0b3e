"""Printing and parsing undo one another."""

from hypothesis import given, settings

from gamelang.core import ast
from gamelang.core.printing import print_expression, print_game
from gamelang.source import Source
from gamelang.syntax.parsing import parse, parse_expression
from tests.properties.asts import EXPRESSIONS, GAMES


@settings(max_examples=300)
@given(EXPRESSIONS)
def test_parsing_a_printed_expression_gives_it_back(expression: ast.Expr) -> None:
    found = parse_expression(print_expression(expression))
    assert repr(found) == repr(expression)
    assert found == expression


@settings(max_examples=300)
@given(GAMES)
def test_parsing_a_printed_game_gives_it_back(game: ast.GameFile) -> None:
    text = print_game(game)
    found = parse(Source("printed.game", text))
    assert repr(found) == repr(game)
    assert print_game(found) == text
