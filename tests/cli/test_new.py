"""`gamelang new`: a first game that checks and runs."""

from pathlib import Path


def test_new_writes_a_game_that_checks(gamelang, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert gamelang("new", "first").status == 0
    ended = gamelang("check", "--strict", "first.game")
    assert ended.status == 0, ended.out


def test_new_leaves_an_existing_file_alone(gamelang, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("first.game").write_text("mine")
    ended = gamelang("new", "first")
    assert ended.status == 2
    assert "exists" in ended.err
    assert Path("first.game").read_text() == "mine"


def test_new_wants_a_name_that_the_language_can_say(gamelang, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = gamelang("new", "my-game")
    assert ended.status == 2
    assert "gamelang new my_game" in ended.err
    assert list(tmp_path.iterdir()) == []
