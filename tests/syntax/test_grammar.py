"""The grammar: strict, documented, with one construct a rule, and its tables are current."""

import json
import re
import subprocess
import sys
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings

from gamelang.core import ast
from gamelang.core.printing import print_expression
from gamelang.syntax import grammar
from gamelang.syntax.automaton import Automaton, constructs
from tests.properties.asts import EXPRESSIONS

TEXT = grammar.grammar_path().read_text(encoding="utf-8")
RULE = re.compile(r"^\??([a-z_]+):", re.MULTILINE)


def rules() -> list[str]:
    return RULE.findall(TEXT)


def test_the_grammar_builds_without_any_conflict() -> None:
    pytest.importorskip("interegular", reason="strict mode compares terminals with it")
    grammar.lark(TEXT, strict=True)


def test_every_rule_has_a_comment_of_its_own_above_it() -> None:
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        if RULE.match(line):
            assert lines[number - 1].startswith("// "), line
            assert not lines[number - 2].startswith("//"), line


def test_every_rule_that_makes_something_has_a_construct_and_every_construct_a_rule() -> None:
    only_choices = {"declaration", "domain", "expr", "argument", "subscript", "primary", "atom"}
    assert only_choices <= set(rules())
    assert set(rules()) - only_choices == set(constructs())


def test_a_construct_stands_in_the_file_of_its_rule() -> None:
    for name, construct in constructs().items():
        assert construct.build.__module__.endswith(f".{name}")


def test_the_tables_beside_the_grammar_are_those_that_lark_computes() -> None:
    found = grammar.kept(TEXT)
    assert found is not None, "run `python -m gamelang.syntax.grammar`"
    computed = json.loads(json.dumps(asdict(grammar.computed(TEXT))))
    assert asdict(found) == computed


def test_a_changed_grammar_is_computed_afresh() -> None:
    assert grammar.kept(TEXT + "\n// changed\n") is None


LARK = grammar.lark(TEXT)


@settings(max_examples=100)
@given(EXPRESSIONS)
def test_our_lexer_and_automaton_do_what_larks_do(expression: ast.Expr) -> None:
    text = print_expression(expression)
    automaton, ours = Automaton("expr"), []
    for token in automaton.tokens(text, 0, len(text)):
        ours.append((token.type, str(token)))
        automaton.feed(token)
    theirs = [(token.type, str(token)) for token in _leaves(LARK.parse(text, start="expr"))]
    assert ours == theirs


def _leaves(tree: Any) -> list[Any]:
    waiting, found = [tree], []
    while waiting:
        node = waiting.pop()
        if hasattr(node, "children"):
            waiting.extend(reversed(node.children))
        else:
            found.append(node)
    return found


def test_parsing_loads_no_lark() -> None:
    code = (
        "import sys; from gamelang.syntax.parsing import parse_expression; "
        "parse_expression('x + 1'); sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
