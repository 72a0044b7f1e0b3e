"""What is wrong with a value of `--set` points at the declaration, not into a text that is not
in the file."""

import pytest

from gamelang import compiler
from gamelang.diagnostics.model import Rejected
from gamelang.source import Source

TEXT = """\
game example

dim n >= 2
const a > 0 = 1
const v: vector[n] = 1

player row:
    x: real
    minimize a * x**2
"""


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("a", "-1", "G410"),
        ("a", "zz", "G201"),
        ("a", "zz + yy", "G201"),
        ("a", "[1, 2]", "G312"),
        ("a", "log(-1)", "G415"),
        ("a", "x", "G419"),
        ("a", "10**10**10", "G323"),
        ("a", 'npy("there_is_none.npy")', "G470"),
        ("n", "a", "G311"),
        ("n", "1.5", "G502"),
        ("n", "1", "G410"),
        ("v", "[1, 2, 3]", "G312"),
    ],
)
def test_a_wrong_value_is_shown_at_its_declaration(name: str, value: str, code: str) -> None:
    source = Source("example.game", TEXT)
    with pytest.raises(Rejected) as refused:
        compiler.typed(source, {name: value})
    for diagnostic in refused.value.diagnostics:
        assert diagnostic.code == code
        assert diagnostic.span is not None
        assert source.slice(diagnostic.span) == name
