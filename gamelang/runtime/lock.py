"""One run in a folder at a time: a lock that the system drops when its process ends, however.

The file stays; only who holds it counts (flock; on Windows a locked byte), so what a killed run
leaves behind is no obstacle. Its text is for people: the process that took it last.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NAME = "lock"
BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
FAR = 2**30  # the byte that Windows locks; a locked byte cannot be read, and people read the first


class HeldError(Exception):
    """Another process holds it; says which, where that is known."""


@dataclass(slots=True)
class Lock:
    """A lock that this process holds until `release`."""

    handle: int | None

    def release(self) -> None:
        """Gives it up; once is enough."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def lock(folder: Path) -> Lock:
    """Takes the lock of a folder. Raises HeldError, and OSError where the file cannot be made."""
    handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _take(handle)
    except OSError as error:
        holder = os.read(handle, 200).decode("utf-8", "replace").strip()
        os.close(handle)
        if error.errno in BUSY:
            raise HeldError(holder) from None
        raise
    with suppress(OSError):  # on a full disk nobody learns who it is
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
    return Lock(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):
                raise
            # A file system without locks: then people must take care, as the page says.
