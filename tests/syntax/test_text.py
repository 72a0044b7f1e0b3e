"""What a file may hold, and where the message points if it holds something else."""

import re
import sys
import unicodedata
from pathlib import Path

import pytest

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.source import Source
from gamelang.syntax import text
from gamelang.syntax.text import check_text, read_source


def refusal(origin: bytes | Path) -> tuple[list[Diagnostic], Source | None]:
    with pytest.raises(Rejected) as refused:
        check_text(read_source(origin))
    return list(refused.value.diagnostics), refused.value.source


def test_line_ends_and_the_byte_order_mark_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.game"
    path.write_bytes(b"\xef\xbb\xbfgame g\r\ndim n\r\n")
    source = read_source(path)
    assert (source.text, source.folder, source.name) == ("game g\ndim n\n", tmp_path, str(path))


def test_every_control_and_format_character_is_forbidden_but_tab_and_line_end() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
            assert bool(text._FORBIDDEN.match(character)) == (character not in "\t\n"), hex(code)


def test_letters_of_all_languages_may_stand_in_comments() -> None:
    check_text(Source("a", "game g # é θ 漢字 עברית 🙂 «»\u00a0\n"))


def test_a_forbidden_character_is_located_and_named() -> None:
    [problem], source = refusal("game g\n# a\u200bb\n".encode())
    assert problem.code == "G004"
    assert source is not None
    assert problem.span is not None
    assert source.position(problem.span.start) == (2, 4)
    assert "U+200B (zero width space)" in problem.message


def test_many_of_one_character_are_one_problem() -> None:
    problems, _ = refusal(b"game g\n" + b"\x00" * 1000)
    assert [p.code for p in problems] == ["G003"]


def test_a_wrong_encoding_is_located() -> None:
    [problem], source = refusal("game g\n# caf\u00e9\n".encode("latin-1"))
    assert problem.code == "G002"
    assert source is not None
    assert problem.span is not None
    assert source.position(problem.span.start) == (2, 6)


def test_utf16_is_called_by_its_name() -> None:
    [problem], _ = refusal("game g".encode("utf-16"))
    assert problem.code == "G002"
    assert "UTF-16" in problem.message


def test_a_file_of_exactly_one_mebibyte_is_legal() -> None:
    head = b"game g\n#"
    check_text(read_source(head + b"x" * (2**20 - len(head))))
    problems, _ = refusal(head + b"x" * (2**20 - len(head) + 1))
    assert [p.code for p in problems] == ["G001"]


@pytest.mark.parametrize("name", ["missing.game", "folder", "nul\0name"])
def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    problems, _ = refusal(tmp_path / name)
    assert [p.code for p in problems] == ["G501"]
    assert re.match(r"cannot read `.*`: ", problems[0].message)


def test_a_text_from_python_is_checked_as_well() -> None:
    for bad in ("game g\ud800", "game g\rdim n", "game \u2028g"):
        with pytest.raises(Rejected):
            check_text(Source("a", bad))
