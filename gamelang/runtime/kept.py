"""The checkpoints that a run folder keeps: the latest two, and which of them can be used.

`latest` names the newest, so that a checkpoint that is gone is noticed. The order in which things
are written (checkpoint, `latest`, then what is old is deleted) leaves at every moment two that are
whole, once there have been two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gamelang.runtime import durable
from gamelang.runtime.checkpoint import Checkpoint, DamagedError, decode, encode

KEPT = 2
LATEST = "latest"
NAME = re.compile(r"checkpoint-\d+\.safetensors")


def name_of(step: int) -> str:
    """The file of the checkpoint of a step."""
    return f"checkpoint-{step:010d}.safetensors"


@dataclass(slots=True)
class Kept:
    """The checkpoints of one folder, in the order in which they were written."""

    folder: Path
    names: list[str] = field(default_factory=list)

    def keep(self, checkpoint: Checkpoint, step: int) -> None:
        """Writes one, and deletes what is older than the one before. Raises OSError, and has then
        changed nothing that was there."""
        name = name_of(step)
        durable.write(self.folder / name, encode(checkpoint))
        durable.write(self.folder / LATEST, f"{name}\n".encode())
        self.names = [*(n for n in self.names if n != name), name][-KEPT:]
        for other in _found(self.folder):
            if other not in self.names:
                with suppress(OSError):
                    (self.folder / other).unlink()


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest sound checkpoint, None if there never was one, the others, and what to say."""

    checkpoint: Checkpoint | None
    kept: Kept
    notes: tuple[str, ...]


def newest(folder: Path) -> Newest:
    """Looks from the newest back. Raises DamagedError where there were some and none is sound."""
    names = _found(folder)
    notes = _missing(folder, names)
    for k, name in reversed(list(enumerate(names))):
        try:
            checkpoint = decode((folder / name).read_bytes())
        except (DamagedError, OSError) as error:
            notes.append(f"{folder / name} is damaged: {error}")
            continue
        if notes:
            notes.append(f"{folder / name}, the one before, is used")
        return Newest(checkpoint, Kept(folder, names[: k + 1][-KEPT:]), tuple(notes))
    if notes:
        raise DamagedError("; ".join(notes))
    return Newest(None, Kept(folder), ())


def _found(folder: Path) -> list[str]:
    """The names of all checkpoints, by step."""
    names = (path.name for path in folder.iterdir())
    return sorted((n for n in names if NAME.fullmatch(n)), key=lambda n: (len(n), n))


def _missing(folder: Path, names: Sequence[str]) -> list[str]:
    """That the newest is not there, if so."""
    try:
        latest = (folder / LATEST).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return []
    if latest in names or not NAME.fullmatch(latest):
        return []
    return [f"{folder / latest} is missing"]
