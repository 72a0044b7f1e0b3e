"""Files that survive a crash: written whole or not at all, and on the disk when that is said.

A file is written beside its place, flushed to the disk (fsync) and renamed; then the folder is
flushed too, since a name is part of it (Pillai et al., OSDI 2014).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PARTIAL = ".part"


def write(target: Path, content: bytes) -> None:
    """Replaces a file in one step. Raises OSError and then leaves what was there."""
    partial = target.with_name(target.name + PARTIAL)
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush(path: Path) -> None:
    """Waits until a file's content is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(path: Path) -> None:
    """Waits until the names in a folder are on the disk."""
    if os.name == "nt":  # where a folder cannot be opened, and names are written at once
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
