"""Grammar, games and pages are found in a checkout."""

from gamelang.resources import folder


def test_every_resource_folder_is_found() -> None:
    assert (folder("grammars") / "game.lark").is_file()
    assert folder("codes").is_dir()
    assert folder("codes").name == "codes"
