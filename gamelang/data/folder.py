"""Opens a data file below the spec's folder; nothing above it, beside it or linked out of it."""

from __future__ import annotations

import os
import stat
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from gamelang.data.table import DataError, short
from gamelang.diagnostics.near import near

MAX_LISTED = 2_000
HELP = "put the file into the spec's folder or a folder below it, and name it from there"


def open_below(name: str, folder: Path | None) -> tuple[BinaryIO, int]:
    """The open file and its length in bytes."""
    if folder is None:
        raise DataError(
            "G470",
            f"a game given as text has no folder to read `{short(name)}` from",
            "save the game as a file beside its data, or give the array from Python",
        )
    _refuse_paths_that_leave(name)
    path = _resolved(name, folder)
    # O_NONBLOCK: a named pipe without a writer would wait for ever before it could be refused.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise _unreadable(name, error) from None
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise _irregular(name, status.st_mode)
    return os.fdopen(handle, "rb"), status.st_size


def _refuse_paths_that_leave(name: str) -> None:
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root:
        raise DataError("G471", f"`{short(name)}` is an absolute path", HELP)
    if ".." in windows.parts:
        raise DataError("G471", f"`{short(name)}` steps out of a folder with `..`", HELP)
    if not name.strip() or "\0" in name:
        raise DataError(
            "G472", f"`{short(name)}` is no file name", 'name a file: csv("prices.csv")'
        )


def _resolved(name: str, folder: Path) -> Path:
    try:
        home = folder.resolve(strict=True)
        path = (home / name).resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(name, folder) from None
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a name too long
        raise _unreadable(name, error) from None
    if not path.is_relative_to(home):
        raise DataError("G471", f"`{short(name)}` is a link out of the spec's folder", HELP)
    return path


def _missing(name: str, folder: Path) -> DataError:
    known = _listed(folder, PurePosixPath(name).parent)
    close = near(name, known, limit=1)
    if close:
        hint = f'did you mean "{close[0]}"?'
    elif known:
        hint = "there are " + ", ".join(f'"{other}"' for other in sorted(known)[:5])
    else:
        hint = HELP
    return DataError("G472", f"there is no file `{short(name)}` in the spec's folder", hint)


def _listed(folder: Path, below: PurePosixPath) -> list[str]:
    """The data files of the folder that was meant, named as the spec would name them."""
    try:
        home = folder.resolve(strict=True)
        meant = (home / below).resolve(strict=True)
        if not meant.is_relative_to(home):
            return []
        with os.scandir(meant) as found:
            names = [entry.name for entry in islice(found, MAX_LISTED)]
    except (OSError, RuntimeError, ValueError):
        return []
    return [str(below / n) for n in names if n.lower().endswith((".csv", ".npy", ".npz"))]


def _unreadable(name: str, error: Exception) -> DataError:
    reason = (
        error.strerror if isinstance(error, OSError) and error.strerror else "a circle of links"
    )
    return DataError("G473", f"`{short(name)}` cannot be read: {reason.lower()}")


def _irregular(name: str, mode: int) -> DataError:
    kind = "a folder" if stat.S_ISDIR(mode) else "a device or pipe"
    return DataError("G473", f"`{short(name)}` is {kind}, not a file of numbers")
