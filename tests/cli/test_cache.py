"""Compiled programs are kept in a private folder, and whatever is wrong there breaks no run."""

import json
import os
from pathlib import Path

import jax
import pytest


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAMELANG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "gamelang" / "programs"


def parameters(gamelang, pennies: str) -> object:
    jax.clear_caches()
    ended = gamelang("run", pennies, "--quiet", "--json")
    assert (ended.status, ended.err) == (0, "")
    return json.loads(ended.out)["parameters"]


def test_programs_are_kept_privately_and_give_the_same_numbers(gamelang, pennies, place) -> None:
    first = parameters(gamelang, pennies)
    assert place.stat().st_mode & 0o777 == 0o700
    [game] = place.iterdir()
    kept = {path.name: path.stat().st_mtime_ns for path in game.iterdir()}
    assert len(kept) > 2
    assert parameters(gamelang, pennies) == first
    assert {path.name: path.stat().st_mtime_ns for path in game.iterdir()} == kept
    assert jax.config.values["jax_compilation_cache_dir"] is None
    assert str(place) in gamelang("doctor").out


def test_a_damaged_entry_is_made_anew(gamelang, pennies, place) -> None:
    first = parameters(gamelang, pennies)
    [entry] = place.glob("*/jit__chunk-*")
    sound = entry.read_bytes()
    for damaged in (sound[:100], sound[:50] + b"x" + sound[51:], b""):
        entry.write_bytes(damaged)
        assert parameters(gamelang, pennies) == first
        assert len(entry.read_bytes()) > 100
    (entry.parent / "digests.json").write_text("{")
    assert parameters(gamelang, pennies) == first


@pytest.mark.skipif(os.name == "nt", reason="owners and modes are those of POSIX")
def test_a_folder_that_others_may_write_is_not_used(gamelang, pennies, place) -> None:
    place.mkdir(parents=True)
    place.chmod(0o777)
    parameters(gamelang, pennies)
    assert list(place.iterdir()) == []
    assert "other users may write it" in gamelang("doctor").out


def test_it_can_be_turned_off_and_put_elsewhere(gamelang, pennies, place, monkeypatch) -> None:
    monkeypatch.setenv("GAMELANG_CACHE", "off")
    parameters(gamelang, pennies)
    assert not place.exists()
    monkeypatch.setenv("GAMELANG_CACHE", "mine")
    parameters(gamelang, pennies)
    assert list(Path("mine").glob("programs/*/jit__chunk-*"))


def test_a_place_that_cannot_be_written_is_no_obstacle(gamelang, pennies, monkeypatch) -> None:
    Path("file").write_text("")
    monkeypatch.setenv("GAMELANG_CACHE", "file")
    parameters(gamelang, pennies)
