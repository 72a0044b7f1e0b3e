"""Compiled programs on disk, so that the same run starts faster the second time.

JAX's persistent compilation cache in a private folder of the user, a folder below it for each game.
What lies there is run as code: a folder that others own or may write is not used, and an entry
whose SHA-256 is not the one noted when it was made (a torn write, a failing disk) is deleted first.

GAMELANG_CACHE=off turns it off, GAMELANG_CACHE=/a/folder puts it elsewhere; a folder that JAX was
given (JAX_COMPILATION_CACHE_DIR) is left to JAX.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import jax
from jax.experimental.compilation_cache import compilation_cache

VARIABLE = "GAMELANG_CACHE"
OFF = ("off", "0", "no", "false")
DIGESTS = "digests.json"
GAME = re.compile("[0-9a-f]{16}")  # the name of a game's folder
MOST_GAMES = 100  # beyond, those that were not used for longest are deleted
EVERYTHING = {
    "jax_persistent_cache_min_compile_time_secs": 0.0,
    "jax_persistent_cache_min_entry_size_bytes": -1,
}
NOISE = "Error (reading|writing) persistent compilation cache"


def cache_folder() -> Path | None:
    """Where it is, whether or not it exists; None if it is off."""
    wish = os.environ.get(VARIABLE, "")
    if wish.lower() in OFF:
        return None
    return (Path(wish).expanduser() if wish else _of_the_platform() / "gamelang") / "programs"


def why_not(folder: Path) -> str | None:
    """Why a folder is not fit to hold code, if so."""
    try:
        status = folder.stat()
    except OSError as error:
        return (error.strerror or "it cannot be read").lower()
    if not stat.S_ISDIR(status.st_mode):
        return "it is not a folder"
    if os.name == "posix" and status.st_uid != os.geteuid():
        return "another user owns it"
    if os.name == "posix" and status.st_mode & 0o022:
        return "other users may write it"
    return None


@contextmanager
def compile_cache(text: str) -> Iterator[Callable[[], None]]:
    """Programs of the game with this text are kept while this lasts. Gives what notes their
    checksums, to be called when they are compiled; at the end it is called anyway."""
    folder = _ready(text)
    if folder is None:
        yield lambda: None
        return
    wanted = {"jax_compilation_cache_dir": str(folder), **EVERYTHING}
    before = {name: jax.config.values[name] for name in wanted}
    compilation_cache.reset_cache()
    _configure(wanted)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=NOISE)  # a cache that fails is just slow
            yield lambda: _note(folder)
    finally:
        _note(folder)
        _configure(before)
        compilation_cache.reset_cache()


def _ready(text: str) -> Path | None:
    """The game's folder with nothing in it but what was noted."""
    root = cache_folder()
    if root is None or jax.config.values["jax_compilation_cache_dir"]:
        return None
    folder = root / sha256(text.encode()).hexdigest()[:16]
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if why_not(root) is not None:
            return None
        folder.mkdir(mode=0o700, exist_ok=True)
        _delete_damaged(folder)
        os.utime(folder)
        _delete_old(root)
    except OSError:  # a disk that is full or cannot be written
        return None
    return folder


def _delete_damaged(folder: Path) -> None:
    noted = _noted(folder)
    for entry in folder.iterdir():
        if entry.name != DIGESTS and noted.get(entry.name) != _digest(entry):
            entry.unlink()


def _delete_old(root: Path) -> None:
    found = (path for path in root.iterdir() if GAME.fullmatch(path.name))
    games = sorted(found, key=lambda path: path.stat().st_mtime)
    for folder in games[:-MOST_GAMES]:
        shutil.rmtree(folder, ignore_errors=True)


def _note(folder: Path) -> None:
    """Writes down the checksums of all entries."""
    with suppress(OSError):
        noted = _noted(folder)
        names = [p.name for p in folder.iterdir() if p.name != DIGESTS]
        found = {n: noted[n] if n in noted else _digest(folder / n) for n in names}
        if found != noted:
            partial = folder / f"{DIGESTS}.{os.getpid()}"
            partial.write_text(json.dumps(found), encoding="utf-8")
            os.replace(partial, folder / DIGESTS)


def _noted(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / DIGESTS).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _configure(values: dict[str, Any]) -> None:
    for name, value in values.items():
        jax.config.update(name, value)  # type: ignore[no-untyped-call]


def _of_the_platform() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
