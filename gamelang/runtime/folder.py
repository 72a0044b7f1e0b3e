"""A run's folder: manifest.json, metrics.jsonl and checkpoints, and the lock of who writes them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.runtime import durable
from gamelang.runtime.checkpoint import Checkpoint
from gamelang.runtime.kept import Kept
from gamelang.runtime.leaves import Arrays
from gamelang.runtime.lock import NAME as LOCK
from gamelang.runtime.lock import HeldError, Lock, lock
from gamelang.runtime.manifest import MANIFEST, Earlier
from gamelang.runtime.result import plain

FINITE = json.JSONEncoder(allow_nan=False)
METRICS = "metrics.jsonl"


@dataclass(slots=True)
class RunFolder:
    """An existing folder that belongs to one run, and to this process until `close`.

    `earlier` and `reached`: the run that is resumed, and how far it got; `written`: the bytes of
    metrics.jsonl, in whole lines.
    """

    path: Path
    held: Lock
    kept: Kept
    earlier: Earlier | None = None
    reached: Checkpoint | None = None
    written: int = 0

    def close(self) -> None:
        """Lets another run have it."""
        self.held.release()

    def manifest(self, document: Mapping[str, Any]) -> None:
        """Writes manifest.json, in place of an earlier one."""
        with self._writing(MANIFEST):
            durable.write(self.path / MANIFEST, json.dumps(document, indent=2).encode() + b"\n")

    def records(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Appends lines to metrics.jsonl."""
        lines = "".join(_line(document) + "\n" for document in documents).encode()
        with self._writing(METRICS), (self.path / METRICS).open("ab") as file:
            file.write(lines)
        self.written += len(lines)

    def checkpoint(self, arrays: Arrays, step: int) -> None:
        """Keeps a state, after everything that was recorded up to it."""
        words = {"step": step, "metrics": self.written}
        with self._writing("a checkpoint"):
            durable.flush(self.path / METRICS)
            self.kept.keep(Checkpoint(arrays, words), step)

    def rewind(self) -> bool:
        """Takes from metrics.jsonl what was recorded after the checkpoint; whether the rest is
        all there."""
        wanted = 0 if self.reached is None else int(self.reached.words["metrics"])
        with self._writing(METRICS), (self.path / METRICS).open("ab") as file:
            whole = file.tell() >= wanted
            self.written = wanted if whole else 0
            file.truncate(self.written)
        return whole

    @contextmanager
    def _writing(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            text = f"cannot write {what} in {self.path}: {error.strerror or error}"
            help = f"make room, then: gamelang run --resume {self.path}"
            raise Rejected([Diagnostic("G532", text, help=help)]) from None


def new_folder(game: str, parent: Path = Path("runs")) -> RunFolder:
    """A folder of its own below `parent`, named after game and time: `runs/NAME-DATE-TIME`."""
    stem = f"{game}-{time.strftime('%Y%m%d-%H%M%S')}"
    for name in (stem, *(f"{stem}-{k}" for k in range(2, 1000))):
        try:
            (parent / name).mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise Rejected([_cannot(parent / name, error)]) from None
        return held(parent / name)
    raise Rejected([Diagnostic("G532", f"no free name for a run folder in {parent}")])


def chosen_folder(path: Path) -> RunFolder:
    """The folder of `--out`: made if need be, and refused if something stands in it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Rejected([_cannot(path, error)]) from None
    if _in_use(path):
        raise Rejected([_not_empty(path)])
    folder = held(path)
    if _in_use(path):  # by a run that was quicker, and has ended
        folder.close()
        raise Rejected([_not_empty(path)])
    return folder


def held(path: Path) -> RunFolder:
    """An existing folder, locked. Raises Rejected if another run has it."""
    try:
        return RunFolder(path, lock(path), Kept(path))
    except HeldError as error:
        who = f": {error}" if str(error) else ""
        text = f"the run folder {path} is in use by another run{who}"
        raise Rejected([Diagnostic("G532", text, help="wait for it, or stop it first")]) from None
    except OSError as error:
        raise Rejected([_cannot(path, error)]) from None


def _in_use(path: Path) -> bool:
    """Whether anything stands there but what a run leaves that was killed before it began."""
    return any(name != LOCK and not name.endswith(durable.PARTIAL) for name in os.listdir(path))


def _not_empty(path: Path) -> Diagnostic:
    text = f"the run folder {path} is not empty"
    resume = f", or --resume {path}" if (path / MANIFEST).exists() else ""
    return Diagnostic("G532", text, help=f"choose another --out{resume}")


def _line(document: Mapping[str, Any]) -> str:
    try:
        return FINITE.encode(document)
    except ValueError:  # NaN and infinities are rare: looking at every number costs more
        return json.dumps(plain(document))


def _cannot(path: Path, error: OSError) -> Diagnostic:
    return Diagnostic("G532", f"cannot make the run folder {path}: {error.strerror}")
