"""The grammar: strict, documented, with one construct a rule, and its tables are current."""

import json
import re

import pytest

from gamelang.syntax import grammar

TEXT = grammar.grammar_path().read_text(encoding="utf-8")
RULE = re.compile(r"^\??([a-z_]+):", re.MULTILINE)


def rules() -> list[str]:
    return RULE.findall(TEXT)


def test_the_grammar_builds_without_any_conflict() -> None:
    pytest.importorskip("interegular", reason="strict mode compares terminals with it")
    grammar.build(TEXT, strict=True)


def test_every_rule_has_a_comment_of_its_own_above_it() -> None:
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        if RULE.match(line):
            assert lines[number - 1].startswith("// "), line
            assert not lines[number - 2].startswith("//"), line


def test_every_rule_that_makes_something_has_a_construct_and_every_construct_a_rule() -> None:
    only_choices = {"declaration", "domain", "expr", "argument", "subscript", "primary", "atom"}
    assert only_choices <= set(rules())
    assert set(rules()) - only_choices == set(grammar.constructs())


def test_a_construct_stands_in_the_file_of_its_rule() -> None:
    for name, construct in grammar.constructs().items():
        assert construct.build.__module__.endswith(f".{name}")


def test_the_tables_beside_the_grammar_were_made_from_it() -> None:
    tables = json.loads(grammar.tables_path().read_text(encoding="utf-8"))
    if tables["stamp"].split(",")[0] != grammar.stamp(TEXT).split(",")[0]:
        pytest.skip("the tables were made by another line of Lark versions")
    assert tables["stamp"] == grammar.stamp(TEXT)
    assert grammar._from_tables(TEXT) is not None


def test_a_changed_grammar_is_built_afresh() -> None:
    assert grammar._from_tables(TEXT + "\n// changed\n") is None
