"""Pages of codes that only Python can get: `session` blocks, run as they stand.

Below `## The game` stands what the sessions load as example.game.
"""

from pathlib import Path

import equinox as eqx
import jax
import pytest

import gamelang
from gamelang.diagnostics.codes import TITLES
from tests.diagnostics.test_codes import block

OF_SESSIONS = [code for code in sorted(TITLES) if block(code, "Bad")[0] == "session"]


def said_in(code: str, heading: str) -> list[str]:
    """The codes of what is said below a heading."""
    names = {"gamelang": gamelang, "eqx": eqx, "key": jax.random.key(0)}
    try:
        exec(block(code, heading)[1], names)
    except gamelang.GameError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


@pytest.mark.parametrize("code", OF_SESSIONS)
def test_the_bad_session_gives_the_code_and_the_good_one_succeeds(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("example.game").write_text(block(code, "The game")[1], encoding="utf-8")
    assert said_in(code, "Bad") == [code]
    assert said_in(code, "Good") == []
